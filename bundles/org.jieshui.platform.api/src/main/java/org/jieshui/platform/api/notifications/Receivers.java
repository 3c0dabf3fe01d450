package org.jieshui.platform.api.notifications;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;

/** Who of several departments hears of something: the people who work in the district, or the whole department where the district has nobody of it. */
public record Receivers(List<Unit> units) {

    private static final int MOST_NAMES = 6;

    /** @param people who receives it; empty when nobody works for the department */
    public record Unit(String department, Text name, List<Directory.Person> people) {

        public Unit {
            people = List.copyOf(people);
        }

        /** «设计院：刘文博、邓国庆» */
        public Text line() {
            if (people.isEmpty()) {
                return Text.of(name.zh() + "：没有人接收", name.en() + ": nobody receives it");
            }
            var some = people.stream().limit(MOST_NAMES).map(Directory.Person::name).toList();
            int more = people.size() - some.size();
            return Text.of(name.zh() + "：" + String.join("、", some) + (more > 0 ? "等 " + people.size() + " 人" : ""),
                    name.en() + ": " + String.join(", ", some) + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    public Receivers {
        units = List.copyOf(units);
    }

    /** @param permission what the receivers hold, {@code tasks.work} as a rule. @param district id of the district, or null while unknown */
    public static Receivers of(Directory directory, List<String> departments, String permission, String district) {
        var names = directory.departments().stream().collect(Collectors.toMap(Directory.Department::id, Directory.Department::name));
        return new Receivers(departments.stream().map(id -> {
            var near = directory.withPermission(id, permission, district);
            var people = near.isEmpty() && district != null ? directory.withPermission(id, permission, null) : near;
            return new Unit(id, names.getOrDefault(id, Text.of(id, id)), people);
        }).toList());
    }

    /** Person ids by department, for a journal. */
    public Map<String, List<Long>> ids() {
        var ids = new LinkedHashMap<String, List<Long>>();
        units.forEach(unit -> ids.put(unit.department(), unit.people().stream().map(Directory.Person::id).toList()));
        return ids;
    }

    /** One message to each person, whichever of the departments he belongs to. */
    public List<Message> messages(String kind, Text subject, Long caseId, Long taskId) {
        return units.stream().flatMap(unit -> unit.people().stream()).map(Directory.Person::id).distinct().map(id -> new Message(id, kind, subject, caseId, taskId)).toList();
    }
}
