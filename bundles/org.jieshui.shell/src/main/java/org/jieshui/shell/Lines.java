package org.jieshui.shell;

import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;
import org.jieshui.karaf.operator.OperatorException;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a line. The platform's own commands take plain words: the container's command language never sees them. Every other line is the container's,
 * whatever it is (a command, a variable, a closure, a pipe): for people with {@value #BREAK_GLASS} alone, and in the journal before it runs.
 */
final class Lines {

    static final String BREAK_GLASS = "shell.break-glass";
    static final String SCOPE = "jieshui";
    /** What the access lists ask for the platform's own commands. */
    private static final String SIGNED_IN = "signed-in";
    /** Without it Karaf's commands do not know the bundles that it takes for its own: all that start below level 90. */
    private static final String ALL_BUNDLES = "systembundles";
    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);

    private final Supplier<Optional<Actor>> who;
    private final Function<Actor, Conversation> conversations;
    private final AdministratorsJournal journal;
    private final String address;
    private final SessionFactory shells;
    private Session session;

    /** @param who the person with today's permissions; empty when his session has ended. @param address where he is */
    Lines(Supplier<Optional<Actor>> who, Function<Actor, Conversation> conversations, SessionFactory shells, AdministratorsJournal journal, String address) {
        this.who = who;
        this.conversations = conversations;
        this.shells = shells;
        this.journal = journal;
        this.address = address;
    }

    /** @return whether it did what it says; what is wrong was said in one line */
    boolean run(String line, PrintStream err) {
        Actor actor = null;
        try {
            actor = who.get().orElseThrow(() -> Problem.of("unauthenticated", 401, "会话已结束，请重新登录", "Your session has ended; sign in again").toException());
            var conversation = conversations.apply(actor);
            as(actor, () -> {
                session = session == null ? shells.create(new ByteArrayInputStream(new byte[0]), conversation.out(), err) : session;
                conversation.during(() -> run(line, conversation));
            });
            return true;
        } catch (ProblemException e) {
            var text = e.problem().detail();
            var permission = e.problem().extra().get("permission");
            err.println((actor == null ? text.zh() + " / " + text.en() : text.in(actor.language())) + " [" + e.problem().type() + (permission == null ? "" : " " + permission) + "]");
        } catch (OperatorException | CommandException | IllegalArgumentException e) {
            err.println(e.getMessage());
        } catch (Exception e) {
            LOG.debug("A command failed", e);
            err.println(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
        return false;
    }

    private void run(String line, Conversation conversation) throws Exception {
        List<String> words;
        try {
            words = Words.of(line);
        } catch (IllegalArgumentException e) {
            container(line, conversation);
            return;
        }
        if (words.isEmpty()) {
            return;
        }
        var command = own(words.get(0));
        if (command.isPresent() && words.contains("--help")) {
            usage(command.get());
        } else if (command.isPresent()) {
            command.get().execute(session, List.copyOf(words.subList(1, words.size())));
        } else if (words.get(0).equals("help") && words.size() <= 2) {
            help(words, conversation);
        } else {
            container(line, conversation);
        }
    }

    private Optional<Command> own(String word) {
        var name = word.startsWith(SCOPE + ":") ? word.substring(SCOPE.length() + 1) : word;
        return Optional.ofNullable(session.getRegistry().getCommand(SCOPE, name));
    }

    private void help(List<String> words, Conversation conversation) throws Exception {
        var named = words.size() == 2 ? own(words.get(1)) : Optional.<Command>empty();
        if (named.isPresent()) {
            usage(named.get());
            return;
        }
        session.getRegistry().getCommands().stream().filter(command -> command.getScope().equals(SCOPE)).sorted((one, other) -> one.getName().compareTo(other.getName()))
                .forEach(command -> conversation.out().printf("%-22s %s%n", SCOPE + ":" + command.getName(), command.getDescription()));
        conversation.out().println(conversation.say("jieshui: 可以不写；COMMAND --help 说明参数；exit 退出", "jieshui: may be left out; COMMAND --help tells its arguments; exit leaves"));
    }

    /** Its name is the registry's, not what was typed. */
    private void usage(Command command) throws Exception {
        session.execute(SCOPE + ":" + command.getName() + " --help");
    }

    private void container(String line, Conversation conversation) throws Exception {
        var actor = conversation.actor();
        if (!actor.may(BREAK_GLASS)) {
            LOG.warn("Person {} was refused a line of the container's: permission {}", actor.id(), BREAK_GLASS);
            throw Problem.of("forbidden", 403, "这不是平台的命令（见 help）；容器自身的命令只供应急，须有权限", "This is no command of the platform's (see help); the container's own are for emergencies and need a permission")
                    .with("permission", BREAK_GLASS).toException();
        }
        journal.write(actor, "shell.break-glass", "shell/" + address, null, Map.of("line", Words.masked(line)));
        LOG.warn("Person {} breaks the glass: a line of the container's runs", actor.id());
        var result = session.execute(line);
        if (result != null) {
            conversation.out().println(result);
        }
    }

    @SuppressWarnings("removal") // what the container's access lists read
    private static void as(Actor actor, Conversation.Work work) throws Exception {
        var subject = new Subject();
        subject.getPrincipals().add(new RolePrincipal(SIGNED_IN));
        actor.permissions().forEach(permission -> subject.getPrincipals().add(new RolePrincipal(permission)));
        if (actor.may(BREAK_GLASS)) {
            subject.getPrincipals().add(new RolePrincipal(ALL_BUNDLES));
        }
        try {
            Subject.doAs(subject, (PrivilegedExceptionAction<Void>) () -> {
                work.run();
                return null;
            });
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }
}
