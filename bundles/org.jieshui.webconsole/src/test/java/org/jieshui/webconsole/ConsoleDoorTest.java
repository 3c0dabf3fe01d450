package org.jieshui.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.rest.Problem;
import org.junit.jupiter.api.Test;

class ConsoleDoorTest {

    private final Map<String, String> sent = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Test
    void withoutItsFilterItLetsNobodyIn() {
        var door = new ConsoleDoor(request -> actor(ConsoleDoor.PERMISSION));
        assertThat(door.authenticate(request("GET", "text/html"), response())).isNull();
        assertThat(sent).containsEntry("status", "503");

        door.init(null);
        assertThat(door.authenticate(request("GET", "text/html"), response())).isInstanceOf(Actor.class);

        door.destroy();
        assertThat(door.authenticate(request("GET", "text/html"), response())).isNull();
    }

    @Test
    void aSessionAloneCounts() {
        var door = open(request -> {
            assertThat(request.cookie()).isEqualTo("of-the-session");
            assertThat(request.authorization()).as("no program's token").isNull();
            return Optional.empty();
        });

        assertThat(door.authenticate(request("GET", "text/html,*/*"), response())).isNull();
        assertThat(sent).containsEntry("status", "303").containsEntry("Location", "/login?next=%2Fsystem%2Fconsole%2Fbundles");

        assertThat(door.authenticate(request("GET", "application/json"), response())).isNull();
        assertThat(sent).containsEntry("status", "401");
        assertThat(door.authenticate(request("POST", "text/html"), response())).isNull();
        assertThat(sent).containsEntry("status", "401");
    }

    @Test
    void thePermissionIsAsked() {
        assertThat(open(request -> actor("modules.read")).authenticate(request("GET", "text/html"), response())).isNull();
        assertThat(sent).containsEntry("status", "403").containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        assertThat(body.toString(StandardCharsets.UTF_8)).contains("没有查看容器的权限", "You lack the permission", "platform.inspect");
    }

    @Test
    void aPasswordThatMustBeChangedIsSaid() {
        var door = open(request -> {
            throw Problem.of("identity/password-change-required", 403, "请先修改密码", "Change your password first").toException();
        });
        assertThat(door.authenticate(request("GET", "text/html"), response())).isNull();
        assertThat(sent).containsEntry("status", "403");
        assertThat(body.toString(StandardCharsets.UTF_8)).contains("请先修改密码", "Change your password first");
    }

    private static ConsoleDoor open(Authenticator authenticator) {
        var door = new ConsoleDoor(authenticator);
        door.init(null);
        return door;
    }

    private static Optional<Actor> actor(String permission) {
        return Optional.of(new Actor(5, "sysadmin", "系统管理员", Set.of(), Set.of(permission), Set.of(), false, "zh-CN"));
    }

    private static HttpServletRequest request(String method, String accept) {
        return (HttpServletRequest) Proxy.newProxyInstance(ConsoleDoorTest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, called, arguments) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getRequestURI" -> "/system/console/bundles";
            case "getHeader" -> arguments[0].equals("Accept") ? accept : "Bearer of-a-program";
            case "getCookies" -> new Cookie[] {new Cookie("other", "x"), new Cookie(Authenticator.COOKIE, "of-the-session")};
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    private HttpServletResponse response() {
        sent.clear();
        body.reset();
        return (HttpServletResponse) Proxy.newProxyInstance(ConsoleDoorTest.class.getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, called, arguments) -> {
            switch (called.getName()) {
                case "setStatus" -> sent.put("status", String.valueOf(arguments[0]));
                case "setHeader" -> sent.put((String) arguments[0], (String) arguments[1]);
                case "setContentType" -> sent.put("Content-Type", (String) arguments[0]);
                case "getOutputStream" -> {
                    return new Out();
                }
                default -> throw new UnsupportedOperationException(called.getName());
            }
            return null;
        });
    }

    private final class Out extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int b) {
            body.write(b);
        }
    }
}
