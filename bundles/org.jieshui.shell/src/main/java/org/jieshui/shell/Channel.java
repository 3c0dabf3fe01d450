package org.jieshui.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel: a single line ({@code ssh host LINE}), lines from a terminal, or lines from a file. It ends with 1 when the last line was refused or failed. */
final class Channel implements Command, Runnable {

    /** The lines of somebody. @param question null: he cannot be asked */
    @FunctionalInterface
    interface Opening {
        Lines open(ServerSession session, PrintStream out, Conversation.Question question);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);
    private static final String PROMPT = "jieshui> ";

    private final ServerSession session;
    private final String line;
    private final Opening opening;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;
    private Environment environment;
    private Thread thread;

    /** @param line null: he types */
    Channel(ServerSession session, String line, Opening opening) {
        this.session = session;
        this.line = line;
        this.opening = opening;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) {
        environment = env;
        thread = new Thread(this, "jieshui-shell");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void destroy(ChannelSession channel) {
        thread.interrupt();
    }

    @Override
    public void run() {
        boolean good = false;
        try {
            good = line != null ? one() : environment.getEnv().containsKey(Environment.ENV_TERM) ? typed() : listed();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A channel ended", e);
        } finally {
            exit.onExit(good ? 0 : 1);
        }
    }

    private boolean one() {
        var answers = printing(out);
        var lines = opening.open(session, answers, null);
        try {
            return lines.run(line, printing(err));
        } finally {
            lines.close();
        }
    }

    private boolean listed() throws IOException {
        var lines = opening.open(session, printing(out), null);
        boolean good = true;
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var next = reader.readLine(); next != null && !isEnd(next); next = reader.readLine()) {
                good = lines.run(next, printing(err));
            }
        } finally {
            lines.close();
        }
        return good;
    }

    private boolean typed() throws IOException {
        try (Terminal terminal = new ExternalTerminal("jieshui", environment.getEnv().get(Environment.ENV_TERM), in, out, StandardCharsets.UTF_8)) {
            resize(terminal);
            environment.addSignalListener((channel, signal) -> {
                resize(terminal);
                terminal.raise(Terminal.Signal.WINCH);
            }, Signal.WINCH);
            var reader = LineReaderBuilder.builder().terminal(terminal).option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .completer(new StringsCompleter("departments", "history", "deploy", "rollback", "remove", "verify", "help", "exit")).build();
            var screen = printing(terminal.output());
            var lines = opening.open(session, screen, reader::readLine);
            try {
                return talk(reader, lines, screen);
            } finally {
                lines.close();
            }
        }
    }

    private static boolean talk(LineReader reader, Lines lines, PrintStream screen) {
        boolean good = lines.run("help", screen);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var next = reader.readLine(PROMPT);
                if (isEnd(next)) {
                    return good;
                }
                good = lines.run(next, screen);
            } catch (UserInterruptException e) {
                good = true; // Ctrl-C takes back what was typed
            } catch (EndOfFileException e) {
                return good;
            }
        }
        return false;
    }

    private static boolean isEnd(String line) {
        return line.strip().equals("exit") || line.strip().equals("logout");
    }

    private void resize(Terminal terminal) {
        terminal.setSize(new Size(number(Environment.ENV_COLUMNS, 80), number(Environment.ENV_LINES, 24)));
    }

    private int number(String name, int otherwise) {
        Map<String, String> values = environment.getEnv();
        var value = values.getOrDefault(name, "");
        return value.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(value) : otherwise;
    }

    private static PrintStream printing(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
