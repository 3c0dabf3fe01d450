package org.jieshui.pricing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.stream.Stream;

/** What the quantity of an item is. */
enum Basis {
    /** One for every case. */
    CASE("case", "每户"),
    /** One, for a meter of the item's calibre. */
    METER("meter", "水表口径"),
    /** One, for a pipe of the item's calibre. */
    PIPE("pipe", "管线口径"),
    /** Metres of a pipe of the item's calibre, beyond what is included. */
    LENGTH("length", "管线长度"),
    /** Square metres of road surface that are excavated, beyond what is included. */
    EXCAVATION("excavation", "刨掘面积"),
    /** Entered by the auditor, who says where it comes from. */
    ENTERED("entered", "另行计量");

    private final String id;
    private final String chinese;

    Basis(String id, String chinese) {
        this.id = id;
        this.chinese = chinese;
    }

    @JsonValue
    String id() {
        return id;
    }

    /** As the workbook has it. */
    String chinese() {
        return chinese;
    }

    boolean byCalibre() {
        return this == METER || this == PIPE || this == LENGTH;
    }

    boolean mayInclude() {
        return this == LENGTH || this == EXCAVATION;
    }

    /** Null for what is none: the rules say so, with the place. */
    @JsonCreator
    static Basis of(String id) {
        return Stream.of(values()).filter(b -> b.id.equals(id)).findFirst().orElse(null);
    }

    static Optional<Basis> chinese(String name) {
        return Stream.of(values()).filter(b -> b.chinese.equals(name) || b.id.equals(name)).findFirst();
    }
}
