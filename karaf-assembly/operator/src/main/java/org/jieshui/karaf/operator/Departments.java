package org.jieshui.karaf.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Departments of a running platform: deployed, rolled back and removed through its gate. */
public final class Departments {

    private static final int DIGEST = 12;

    private final Platform platform;
    private final PrintStream out;
    private final String language;

    public Departments(Platform platform, String language, PrintStream out) {
        this.platform = platform;
        this.language = language;
        this.out = out;
    }

    public void deploy(Path file) throws IOException, InterruptedException {
        try {
            told(platform.post("api/modules", file));
        } catch (FileNotFoundException e) {
            throw new OperatorException("There is no file " + file + ".", e);
        }
    }

    public void list() throws IOException, InterruptedException {
        var gate = platform.get("api/modules/gate");
        for (var row : platform.get("api/modules")) {
            out.printf("%-16s %-28s %-8s %s  %s%n", row.path("id").asText(), row.path("version").asText(), row.path("state").asText(), row.path("since").asText().replaceFirst("\\..*", "Z"),
                    row.path("refusal").isTextual() ? row.path("refusal").asText() : row.path("name").path(language).asText());
        }
        var trusted = StreamSupport.stream(gate.path("trusted").spliterator(), false).map(JsonNode::asText).toList();
        out.println(gate.path("problem").isObject() ? gate.path("problem").path(language).asText() : "Keys that may sign: " + (trusted.isEmpty() ? "none" : String.join(", ", trusted)));
        if (gate.path("unsigned").asBoolean()) {
            out.println("DEVELOPMENT MODE: departments without a signature are let in (unsigned = true in etc/org.jieshui.deploy.cfg).");
        }
    }

    /** @param module null: of all */
    public void history(String module) throws IOException, InterruptedException {
        for (var d : deployments(module)) {
            out.printf("%6d  %-16s %-28s %-11s %s  %s  %s  %s%s%n", d.path("id").asLong(), d.path("module").asText("-"), d.path("version").asText("-"), d.path("outcome").asText(),
                    d.path("at").asText().replaceFirst("\\..*", "Z"), d.path("account").asText(), d.path("signer").isTextual() ? d.path("signer").asText() : "unsigned",
                    d.path("sha256").asText().substring(0, Math.min(DIGEST, d.path("sha256").asText().length())), d.path("mayRollBack").asBoolean() ? "  *" : "");
            if (d.path("reason").isObject()) {
                out.println("        " + d.path("reason").path("text").path(language).asText() + " [" + d.path("reason").path("code").asText() + "]");
            }
            for (var on : d.path("nodes")) {
                if (on.path("outcome").asText().equals("failed")) {
                    out.println("        not on " + on.path("node").asText() + ": " + on.path("reason").path(language).asText());
                }
            }
        }
        out.println("* one can go back to: rollback MODULE NUMBER");
    }

    /** @param to a deployment's number; null: the one that ran before */
    public void rollBack(String module, Long to) throws IOException, InterruptedException {
        var target = to == null ? before(module) : to;
        told(platform.post("api/modules/" + module + "/rollback", Map.of("to", target)));
    }

    public void remove(String module, boolean confirmed) throws IOException, InterruptedException {
        try {
            platform.send("DELETE", "api/modules/" + module + "?confirm=" + confirmed, "application/json", BodyPublishers.noBody());
            out.println("Removed " + module + ". Its tasks are parked until it is deployed again; its tables stay.");
        } catch (Platform.RefusedException e) {
            e.problem().path("parked").forEach(row -> out.printf("%6d  %s%n", row.path("open").asInt(), row.path("type").asText()));
            throw e.problem().path("type").asText().equals("/problems/deploy/confirm") ? new OperatorException(e.getMessage().replace("confirm=true", "--yes"), e) : e;
        }
    }

    private long before(String module) throws IOException, InterruptedException {
        for (var d : deployments(module)) {
            if (d.path("outcome").asText().equals("replaced") && d.path("mayRollBack").asBoolean()) {
                return d.path("id").asLong();
            }
        }
        throw new OperatorException("The history of " + module + " has no version to go back to.");
    }

    private JsonNode deployments(String module) throws IOException, InterruptedException {
        if (module != null && !module.matches("[a-z][a-z0-9-]*")) {
            throw new OperatorException(module + " is no module; see: departments");
        }
        return platform.get("api/modules/deployments" + (module == null ? "" : "?module=" + module)).path("items");
    }

    private void told(JsonNode answer) {
        var d = answer.path("deployment");
        out.println(d.path("module").asText() + " " + d.path("version").asText() + (answer.path("unchanged").asBoolean() ? " runs already; nothing was done" : " runs") + " (deployment " + d.path("id").asLong()
                + (d.path("signer").isTextual() ? ", signed by " + d.path("signer").asText() : ", unsigned") + ").");
    }
}
