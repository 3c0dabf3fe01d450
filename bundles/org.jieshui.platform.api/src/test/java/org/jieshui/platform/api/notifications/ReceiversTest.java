package org.jieshui.platform.api.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.junit.jupiter.api.Test;

class ReceiversTest {

    private static final Map<String, List<Directory.Person>> PEOPLE = Map.of("design lixia", List.of(person(1), person(2)), "design null", List.of(person(1), person(2), person(3)),
            "network null", List.of(person(4), person(2)));

    @Test
    void thePeopleOfTheDistrictOrTheWholeDepartment() {
        var receivers = Receivers.of(directory(), List.of("design", "network", "marketing"), "tasks.work", "lixia");

        assertThat(receivers.ids()).isEqualTo(Map.of("design", List.of(1L, 2L), "network", List.of(4L, 2L), "marketing", List.of()));
        assertThat(receivers.units()).extracting(unit -> unit.line().zh()).containsExactly("设计院：人1、人2", "network：人4、人2", "marketing：没有人接收");
    }

    @Test
    void somebodyOfTwoDepartmentsHearsOnce() {
        var messages = Receivers.of(directory(), List.of("design", "network"), "tasks.work", "lixia").messages("x.y", Text.of("到", "here"), 7L, null);

        assertThat(messages).extracting(Message::personId).containsExactly(1L, 2L, 4L);
    }

    @Test
    void manyNamesAreCounted() {
        var unit = new Receivers.Unit("design", Text.of("设计院", "Design"), List.of(person(1), person(2), person(3), person(4), person(5), person(6), person(7)));

        assertThat(unit.line().zh()).isEqualTo("设计院：人1、人2、人3、人4、人5、人6等 7 人");
        assertThat(unit.line().en()).endsWith("人6 and 1 more");
    }

    private static Directory.Person person(long id) {
        return new Directory.Person(id, "p" + id, "人" + id, null, true);
    }

    private static Directory directory() {
        return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, args) -> switch (method.getName()) {
            case "departments" -> List.of(new Directory.Department("design", Text.of("设计院", "Design Institute"), false));
            case "withPermission" -> PEOPLE.getOrDefault(args[0] + " " + args[2], List.of());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }
}
