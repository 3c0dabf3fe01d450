package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * docs/reference/permissions.md is written from every bundle's {@code module.json} and the standard roles. After a change of either:
 * {@code ./mvnw -o -pl bundles/org.jieshui.identity -am test -Dtest=PermissionsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dpermissions.write=true}
 */
class PermissionsPageTest {

    private static final Path PAGE = Path.of("../../docs/reference/permissions.md");
    private static final List<String> POSTS = List.of("system-admin", "security-admin", "audit-admin");

    @Test
    void thePageSaysWhatTheModulesAsk() throws IOException {
        var page = page();
        if (Boolean.getBoolean("permissions.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as("docs/reference/permissions.md; how to write it anew: see the comment of %s", getClass().getSimpleName())
                .isEqualTo(page);
    }

    @Test
    void everyRoleAModuleNamesExists() throws IOException {
        var roles = new TreeSet<>(POSTS);
        FirstStart.read("standard.json", FirstStart.Standard.class).roles().forEach(r -> roles.add(r.id()));
        for (var module : modules().entrySet()) {
            module.getValue().path("permissions").forEach(p -> p.path("roles")
                    .forEach(role -> assertThat(roles).as("%s of %s", p.path("id").asText(), module.getKey()).contains(role.asText())));
        }
    }

    private static String page() throws IOException {
        var text = new StringBuilder("""
                # Permissions and roles

                Written from every bundle's `module.json` and identity's standard roles by `PermissionsPageTest`; do not edit by hand. A permission goes to its default roles
                once, when it first appears; afterwards the security administrator decides.

                ## Permissions
                | id | 中文 | English | default roles |
                |---|---|---|---|
                """);
        for (var module : modules().values()) {
            module.path("permissions").forEach(p -> {
                var roles = new ArrayList<String>();
                p.path("roles").forEach(r -> roles.add("`" + r.asText() + "`"));
                text.append("| `").append(p.path("id").asText()).append("` | ").append(p.path("name").path("zh-CN").asText()).append(" | ")
                        .append(p.path("name").path("en").asText()).append(" | ").append(String.join(" ", roles)).append(" |\n");
            });
        }
        text.append("""

                ## Posts
                Nobody holds two, and who holds one has no role in a department and is nobody's deputy. A permission that goes to one of these roles goes to no other.

                | role | post | duties |
                |---|---|---|
                | `system-admin` | `post:system` 系统管理 | accounts, departments, districts, technical settings |
                | `security-admin` | `post:security` 安全管理 | roles, memberships, districts of people, enabling and disabling, deputies, sessions, tokens |
                | `audit-admin` | `post:audit` 审计管理 | reads the administrators' journal, the access log and the logins |

                ## Standard roles
                | id | 中文 | English |
                |---|---|---|
                """);
        FirstStart.read("standard.json", FirstStart.Standard.class).roles()
                .forEach(r -> text.append("| `").append(r.id()).append("` | ").append(r.name().zh()).append(" | ").append(r.name().en()).append(" |\n"));
        return text.toString();
    }

    private static TreeMap<String, JsonNode> modules() throws IOException {
        var modules = new TreeMap<String, JsonNode>();
        try (var bundles = Files.list(Path.of(".."))) {
            for (var file : bundles.map(b -> b.resolve("src/main/resources/module.json")).filter(Files::exists).toList()) {
                modules.put(file.getName(1).toString(), new ObjectMapper().readTree(Files.readString(file)));
            }
        }
        return modules;
    }
}
