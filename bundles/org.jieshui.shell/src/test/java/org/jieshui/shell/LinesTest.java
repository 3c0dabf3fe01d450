package org.jieshui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.rest.Problem;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final List<String> done = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private AdministratorsJournal journal = (actor, action, subject, before, after) -> done.add(action + " by " + actor.account() + " " + subject + " " + after.get("line"));
    private Optional<Actor> actor = Optional.of(person());

    @Test
    void thePlatformsCommandsTakePlainWordsAndTheContainerNeverSeesThem() {
        assertThat(run("jieshui:deploy 'a b.jar' $x")).isTrue();
        assertThat(run("deploy a;bundle:install")).isTrue();
        assertThat(done).containsExactly("deploy [a b.jar, $x]", "deploy [a;bundle:install]");
    }

    @Test
    void everyOtherLineIsRefused() {
        for (var line : List.of("bundle:install x", "jieshui:deploy; bundle:install x", "{deploy}", "$.context", "(deploy)", "x=1", "'deploy", "shell:deploy x", "jieshui:nothing", "\u3000deploy2")) {
            assertThat(run(line)).as(line).isFalse();
        }
        assertThat(done).isEmpty();
        assertThat(said()).contains("[forbidden shell.break-glass]").contains("see help");
    }

    @Test
    void whoBreaksTheGlassIsInTheJournalFirst() {
        actor = Optional.of(person("shell.break-glass"));
        assertThat(run("config:property-set app.password abc")).isTrue();
        assertThat(done).containsExactly("shell.break-glass by li shell/10.0.0.1 config:property-set app.password ***", "container config:property-set app.password abc");
    }

    @Test
    void withoutTheJournalNothingRuns() {
        actor = Optional.of(person("shell.break-glass"));
        journal = (who, action, subject, before, after) -> {
            throw new IllegalStateException("no database");
        };
        assertThat(run("bundle:list")).isFalse();
        assertThat(done).isEmpty();
        assertThat(said()).contains("no database");
    }

    @Test
    void whoseSessionHasEndedOrMustChangeThePasswordIsTold() {
        actor = Optional.empty();
        assertThat(run("deploy x")).isFalse();
        var lines = new Lines(() -> {
            throw Problem.of("identity/password-change-required", 403, "请先修改密码", "Change your password first").toException();
        }, this::conversation, shells(), journal, "10.0.0.1");
        assertThat(lines.run("deploy x", new PrintStream(said, true, StandardCharsets.UTF_8))).isFalse();
        assertThat(done).isEmpty();
        assertThat(said()).contains("Your session has ended").contains("请先修改密码 / Change your password first [identity/password-change-required]");
    }

    private boolean run(String line) {
        return new Lines(() -> actor, this::conversation, shells(), (who, action, subject, before, after) -> journal.write(who, action, subject, before, after), "10.0.0.1")
                .run(line, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private Conversation conversation(Actor who) {
        return new Conversation(who, URI.create("http://127.0.0.1:1/"), Map.of(), new PrintStream(said, true, StandardCharsets.UTF_8), null);
    }

    private static Actor person(String... permissions) {
        return new Actor(7, "li", "Li", Set.of(), Set.of(permissions), Set.of(), false, "en");
    }

    private SessionFactory shells() {
        Command deploy = fake(Command.class, (name, arguments) -> name.equals("execute") ? done.add("deploy " + arguments[1]) : name.equals("getName") ? "deploy" : "jieshui");
        Registry registry = fake(Registry.class, (name, arguments) -> name.equals("getCommand") && arguments[0].equals("jieshui") && arguments[1].equals("deploy") ? deploy : null);
        Session session = fake(Session.class, (name, arguments) -> name.equals("getRegistry") ? registry : name.equals("execute") && done.add("container " + arguments[0]) ? null : null);
        return fake(SessionFactory.class, (name, arguments) -> name.equals("create") ? session : null);
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
