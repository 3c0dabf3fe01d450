package org.jieshui.notifications;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server on loopback that misbehaves as it is told: what it answers to a command, once; {@code null} breaks the connection. */
final class ScriptedSmtp implements AutoCloseable {

    private static final String BREAK = "";

    final List<String> taken = new CopyOnWriteArrayList<>();
    private final Map<String, String> once = new ConcurrentHashMap<>();
    private final ServerSocket socket;

    ScriptedSmtp() throws IOException {
        socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** @param command its first word; {@code .} is the end of the mail, which is kept in any case */
    void next(String command, String answer) {
        once.put(command, answer == null ? BREAK : answer);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                converse(client);
            } catch (IOException e) {
                // the client is gone, or this server is
            }
        }
    }

    private void converse(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        if (!answer(client, "HELLO", "220 loopback")) {
            return;
        }
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var command = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
            if (!answer(client, command, command.equals("DATA") ? "354 go on" : "250 2.0.0 fine")) {
                return;
            }
            if (command.equals("DATA") && !data(in, client)) {
                return;
            }
        }
    }

    private boolean data(BufferedReader in, Socket client) throws IOException {
        var mail = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        taken.add(mail.toString());
        return answer(client, ".", "250 2.0.0 taken");
    }

    private boolean answer(Socket client, String command, String usual) throws IOException {
        var scripted = once.remove(command);
        if (BREAK.equals(scripted)) {
            return false;
        }
        client.getOutputStream().write(((scripted == null ? usual : scripted) + "\r\n").getBytes(StandardCharsets.UTF_8));
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
