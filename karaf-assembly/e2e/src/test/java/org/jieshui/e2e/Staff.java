package org.jieshui.e2e;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.jieshui.karaf.harness.Distribution;

/** Who works on one case: everybody at a desk of his own, signed in when first needed; the crew and the meter installer with a phone. */
final class Staff {

    /** Names that a font or a column of two bytes would lose. */
    static final String CUSTOMER = "济南𠮷润包装有限公司";
    static final String CONTACT = "赵䶮㛃";

    private final Rooms rooms;
    private final Map<String, Desk> desks = new LinkedHashMap<>();
    private long id;

    Staff(Rooms rooms) {
        this.rooms = rooms;
    }

    Distribution platform() {
        return rooms.platform();
    }

    /** The case that they work on from now on. */
    void takeUp(long caseId) {
        id = caseId;
    }

    long id() {
        return id;
    }

    Desk sit(String account) {
        return desks.computeIfAbsent(account, rooms::signIn);
    }

    /** The case at somebody's desk. */
    Case at(String account) {
        return new Case(sit(account), id);
    }

    /** The case in somebody's hand, on site; the phone knows where it is. */
    Case onSite(String account) {
        return new Case(desks.computeIfAbsent("phone of " + account, any -> rooms.onPhone(account)), id);
    }

    String fact(String name) {
        return sit("zhoumin").api("/cases/" + id).path("case").path("facts").path(name).asText();
    }

    void nothingBroke() {
        desks.forEach((place, desk) -> Assertions.assertThat(desk.broken()).as("errors of scripts at the desk or " + place).isEmpty());
    }
}
