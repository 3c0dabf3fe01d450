package org.jieshui.karaf.operator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes an API token, as the security administrator. */
record Tokens(URI address, String language, Clock clock) {

    private static final Duration LIFE = Duration.ofDays(90);

    /** @param person the account that the token acts for. @return the secret, which nobody sees again */
    String make(String administrator, String password, String person, List<String> scopes) throws IOException, InterruptedException {
        var opened = new Platform(address, language, Map.of()).send("POST", "api/session", "application/json",
                BodyPublishers.ofString(Platform.JSON.writeValueAsString(Map.of("account", administrator, "password", password))));
        var cookie = opened.headers().firstValue("Set-Cookie").orElseThrow(() -> new OperatorException("The platform opened no session.")).split(";")[0];
        var csrf = Platform.JSON.readTree(opened.body()).path("csrf").asText();
        var session = new Platform(address, language, Map.of("Cookie", cookie, "X-CSRF-Token", csrf));
        try {
            for (var found : session.get("api/admin/people?limit=200&q=" + person.replaceAll("[^A-Za-z0-9._-]", "")).path("items")) {
                if (found.path("account").asText().equals(person)) {
                    return session.post("api/admin/tokens", Map.of("person", found.path("id").asLong(), "name", "jieshui token", "scopes", scopes, "expires", clock.instant().plus(LIFE).toString()))
                            .path("secret").asText();
                }
            }
            throw new OperatorException("There is no account " + person + ".");
        } finally {
            session.send("DELETE", "api/session", "application/json", BodyPublishers.noBody());
        }
    }
}
