package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.Path;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jieshui.platform.api.rest.Resource;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

class AnnouncedTest {

    @Path("metering/meters")
    static class Meters implements Resource {}

    @Path("metering/cases/{case}")
    static class Cases implements Resource {}

    private static final Dictionary<String, String> HEADERS = new Hashtable<>(Map.of("Jieshui-Module", "metering"));
    private static final Bundle BUNDLE = fake(Bundle.class, call -> call.equals("getHeaders") ? HEADERS : null);

    private final Announced announced = new Announced(fake(BundleContext.class, call -> BUNDLE), fake(ServiceComponentRuntime.class, call -> List.of(component(Meters.class), component(Cases.class))));

    /** Satisfied, its service registered, and not yet in the application that answers: between the two a caller is told to come back as well. */
    @Test
    void whatIsNotAmongThoseThatAnsweredIsStillComing() {
        assertThat(announced.waiting("metering/cases/7/release", Set.of(Meters.class.getName()))).contains("metering");
        assertThat(announced.waiting("metering/cases/7/release", Set.of(Meters.class.getName(), Cases.class.getName()))).as("it does not know the address").isEmpty();
        assertThat(announced.waiting("metering/none", Set.of())).isEmpty();
        assertThat(announced.owner("metering")).contains("metering");
    }

    private static ComponentDescriptionDTO component(Class<?> type) {
        var component = new ComponentDescriptionDTO();
        component.serviceInterfaces = new String[] {Resource.class.getName()};
        component.implementationClass = type.getName();
        component.bundle = new BundleDTO();
        return component;
    }

    /** @param answers by the name of the method; classes are loaded as they are here */
    private static <T> T fake(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, args) -> method.getName().equals("loadClass") ? Class.forName((String) args[0]) : answers.apply(method.getName())));
    }
}
