package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Open;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Summary;
import org.junit.jupiter.api.Test;

/** Every endpoint is closed as declared (architecture, rule 8). */
class ResourcesTest {

    private static final List<Class<?>> RESOURCES = List.of(SessionResource.class, DirectoryResource.class, PeopleResource.class, DepartmentsResource.class,
            DistrictsResource.class, RolesResource.class, PermissionsResource.class, DeputiesResource.class, AdminSessionsResource.class, TokensResource.class,
            LogsResource.class);

    private static Stream<Method> endpoints() {
        return RESOURCES.stream().flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> Arrays.stream(m.getAnnotations()).anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class)));
    }

    @Test
    void eachEndpointSaysWhoMayAndWhatItDoes() {
        assertThat(endpoints()).hasSizeGreaterThan(40).allSatisfy(m -> {
            assertThat(Stream.of(Permission.class, Authenticated.class, Open.class).filter(m::isAnnotationPresent)).as(m.toString()).hasSize(1);
            assertThat(m.isAnnotationPresent(Summary.class)).as(m.toString()).isTrue();
        });
    }

    @Test
    void onlySigningInIsOpen() {
        assertThat(endpoints().filter(m -> m.isAnnotationPresent(Open.class)).map(Method::getName)).containsExactly("signIn");
    }

    @Test
    void everyAdministrativeWriteBelongsToOnePost() {
        assertThat(endpoints().filter(m -> m.getDeclaringClass().getAnnotation(Path.class).value().startsWith("admin"))
                .filter(m -> !m.isAnnotationPresent(GET.class)))
                .isNotEmpty().allSatisfy(m -> assertThat(m.getAnnotation(Permission.class)).as(m.toString()).isNotNull());
    }

    @Test
    void thePermissionsAreThoseOfTheModule() throws Exception {
        var declared = new HashSet<String>();
        try (var in = ResourcesTest.class.getResourceAsStream("/module.json")) {
            new ObjectMapper().readTree(in).path("permissions").forEach(p -> declared.add(p.path("id").asText()));
        }
        assertThat(endpoints().filter(m -> m.isAnnotationPresent(Permission.class)).map(m -> m.getAnnotation(Permission.class).value()).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(declared);
    }
}
