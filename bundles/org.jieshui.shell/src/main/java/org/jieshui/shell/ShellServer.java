package org.jieshui.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.identity.SignIn;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SSH in front of the shell, off unless a port is configured. Who signs in opens a session of the platform, with all that goes with it: locks, records, the list
 * of sessions, an administrator who ends it. No files, no forwarding, no keys: a password and lines.
 */
// immediate: nobody asks for it
@Component(service = ShellServer.class, immediate = true, configurationPid = ShellConfig.PID)
@Designate(ocd = ShellConfig.class)
public final class ShellServer {

    private static final Logger LOG = LoggerFactory.getLogger(ShellServer.class);
    private static final AttributeKey<String> TOKEN = new AttributeKey<>();
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final int ATTEMPTS = 6;
    private static final int KEY_BITS = 256;

    private final BundleContext context;
    private final SessionFactory shells;
    private final SignIn signIn;
    private final Authenticator authenticator;
    private final AdministratorsJournal journal;
    private final SshServer server;

    @Activate
    public ShellServer(BundleContext context, ShellConfig config, @Reference SessionFactory shells, @Reference SignIn signIn, @Reference Authenticator authenticator,
            @Reference AdministratorsJournal journal) throws IOException {
        this.context = context;
        this.shells = shells;
        this.signIn = signIn;
        this.authenticator = authenticator;
        this.journal = journal;
        server = config.port() == 0 ? null : start(config);
    }

    @Deactivate
    void deactivate() throws IOException {
        if (server != null) {
            server.stop(true);
        }
    }

    private SshServer start(ShellConfig config) throws IOException {
        var ssh = SshServer.setUpDefaultServer();
        ssh.setHost(config.host());
        ssh.setPort(config.port());
        ssh.setKeyPairProvider(hostKey());
        CoreModuleProperties.SERVER_IDENTIFICATION.set(ssh, "Jieshui");
        CoreModuleProperties.IDLE_TIMEOUT.set(ssh, IDLE);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(ssh, ATTEMPTS);
        ssh.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        ssh.setPasswordAuthenticator(this::isKnown);
        ssh.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        ssh.setSubsystemFactories(List.of());
        ssh.setShellFactory(channel -> new Channel(channel.getServerSession(), null, this::lines));
        ssh.setCommandFactory((channel, line) -> new Channel(channel.getServerSession(), line, this::lines));
        ssh.addSessionListener(new SessionListener() {
            @Override
            public void sessionClosed(Session session) {
                left(session);
            }
        });
        ssh.start();
        LOG.info("The shell listens on {}:{}", config.host(), config.port());
        return ssh;
    }

    private static SimpleGeneratorHostKeyProvider hostKey() throws IOException {
        var folder = Files.createDirectories(Path.of(System.getProperty("karaf.data", "data"), "shell"));
        var key = new SimpleGeneratorHostKeyProvider(folder.resolve("host.key"));
        key.setAlgorithm("EC");
        key.setKeySize(KEY_BITS);
        return key;
    }

    private boolean isKnown(String account, String password, ServerSession session) {
        try {
            session.setAttribute(TOKEN, signIn.open(account, password, address(session), "ssh " + session.getClientVersion()));
            return true;
        } catch (ProblemException e) {
            LOG.info("Somebody was not let in: {}", e.problem().type());
            return false;
        }
    }

    private void left(Session session) {
        var token = session.getAttribute(TOKEN);
        if (token != null) {
            signIn.close(token, address(session));
        }
    }

    private Lines lines(ServerSession session, PrintStream out, Conversation.Question question) {
        var token = session.getAttribute(TOKEN);
        var request = new Authenticator.Request("GET", "shell", token, null, null, false);
        return new Lines(() -> authenticator.authenticate(request),
                actor -> new Conversation(actor, platform(), Map.of("Cookie", Authenticator.COOKIE + "=" + token, Authenticator.CSRF_HEADER, signIn.csrf(token)), out, question),
                shells, journal, address(session));
    }

    /** Where this node's own HTTP server is. */
    private URI platform() {
        for (var reference : references()) {
            var endpoints = reference.getProperty("osgi.http.endpoint");
            for (var endpoint : endpoints instanceof String[] several ? several : new String[] {String.valueOf(endpoints)}) {
                if (endpoint.startsWith("http://")) {
                    return URI.create(endpoint);
                }
            }
        }
        throw new IllegalStateException("no HTTP server");
    }

    private org.osgi.framework.ServiceReference<?>[] references() {
        try {
            var found = context.getAllServiceReferences(null, "(osgi.http.endpoint=*)");
            return found == null ? new org.osgi.framework.ServiceReference<?>[0] : found;
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String address(Session session) {
        return session.getRemoteAddress() instanceof InetSocketAddress from ? from.getAddress().getHostAddress() : "";
    }
}
