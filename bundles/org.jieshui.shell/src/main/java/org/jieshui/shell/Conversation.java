package org.jieshui.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.Map;
import org.jieshui.karaf.operator.Archives;
import org.jieshui.karaf.operator.Departments;
import org.jieshui.karaf.operator.OperatorException;
import org.jieshui.karaf.operator.Platform;
import org.jieshui.platform.api.identity.Actor;

/**
 * What a command knows of who gave it, while it runs. The gate is asked over REST with the person's own session: the same checks and answers as for everybody.
 *
 * @param platform where REST is
 * @param headers  that say who asks
 * @param question asks the person and gives his answer; null: nobody is there to answer
 */
record Conversation(Actor actor, URI platform, Map<String, String> headers, PrintStream out, Question question) {

    private static final ThreadLocal<Conversation> CURRENT = new ThreadLocal<>();

    @FunctionalInterface
    interface Question {
        String ask(String prompt) throws IOException;
    }

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }


    /** Whose command this thread runs. */
    static Conversation current() {
        var current = CURRENT.get();
        if (current == null) {
            throw new OperatorException("This command is for people who signed in to the platform's shell.");
        }
        return current;
    }

    void during(Work work) throws Exception {
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            CURRENT.remove();
        }
    }

    Departments departments() {
        return new Departments(new Platform(platform, actor.language(), headers), actor.language(), out);
    }

    Archives archives() {
        return new Archives(out);
    }

    String say(String zh, String en) {
        return actor.language().startsWith("en") ? en : zh;
    }
}
