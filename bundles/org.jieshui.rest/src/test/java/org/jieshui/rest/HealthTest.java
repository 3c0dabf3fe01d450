package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void whatIsMandatoryAndAwayIsNamed() throws Exception {
        assertThat(server.get("/health/live", null).statusCode()).as("the process answers").isEqualTo(200);
        var ready = server.get("/health/ready", null);
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\":\"down\",\"missing\":[\"database\",\"identity\",\"calendar\",\"cases\"]}");
        assertThat(server.get("/health/else", null).statusCode()).isEqualTo(404);
    }

    @Test
    void aModuleThatIsInstalledAndDoesNotServeIsDown() throws Exception {
        var modules = new JsonMapper().readTree(server.get("/health", null).body()).path("modules");
        assertThat(modules.toString()).isEqualTo("[{\"id\":\"design\",\"status\":\"down\"},{\"id\":\"survey\",\"version\":\"1.0.0\",\"status\":\"up\"}]");
    }
}
