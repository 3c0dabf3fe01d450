package org.jieshui.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** Somebody at the shell, over SSH. */
final class Ssh implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SshClient CLIENT = SshClient.setUpDefaultClient();

    static {
        CLIENT.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        CLIENT.start();
    }

    /** @param said output and errors */
    record Answer(int exit, String said) {}

    private final ClientSession session;

    private Ssh(ClientSession session) {
        this.session = session;
    }

    /** @throws UncheckedIOException when he is not let in */
    static Ssh signIn(int port, String account, String password) {
        try {
            var session = CLIENT.connect(account, "127.0.0.1", port).verify(PATIENCE).getSession();
            session.addPasswordIdentity(password);
            session.auth().verify(PATIENCE);
            return new Ssh(session);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer run(String line) {
        try (var channel = session.createExecChannel(line)) {
            var said = new ByteArrayOutputStream();
            channel.setOut(said);
            channel.setErr(said);
            channel.open().verify(PATIENCE);
            return ended(channel, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** At a terminal. */
    Answer type(String lines) {
        try (var channel = session.createShellChannel()) {
            var said = new ByteArrayOutputStream();
            channel.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
            channel.setOut(said);
            channel.setErr(said);
            channel.open().verify(PATIENCE);
            return ended(channel, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean takesFiles() {
        try (var channel = session.createSubsystemChannel("sftp")) {
            channel.open().verify(PATIENCE);
            return !channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE).contains(ClientChannelEvent.CLOSED);
        } catch (IOException e) {
            return false;
        }
    }

    private static Answer ended(org.apache.sshd.client.channel.ClientChannel channel, ByteArrayOutputStream said) {
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
        return new Answer(channel.getExitStatus() == null ? -1 : channel.getExitStatus(), said.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        session.close(true);
    }
}
