package org.jieshui.pricing;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.math.BigDecimal;

/**
 * An item of the list.
 *
 * @param code     unique in its list
 * @param basis    what its quantity is
 * @param calibre  DN in mm, for what goes by the calibre; otherwise null
 * @param included how much of the quantity the other items pay for already, or null
 * @param price    yuan for one unit
 * @param variant  the choice of the customer it belongs to (智能远传水表); null: whatever he chooses
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Item(String code, String name, String unit, Basis basis, Integer calibre,
        @JsonFormat(shape = Shape.STRING) @JsonDeserialize(using = Decimal.class) BigDecimal included,
        @JsonFormat(shape = Shape.STRING) @JsonDeserialize(using = Decimal.class) BigDecimal price, String variant, String note) {

    Item {
        code = trimmed(code);
        name = trimmed(name);
        unit = trimmed(unit);
        variant = trimmed(variant);
        note = note == null || note.isBlank() ? null : note;
    }

    private static String trimmed(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Whether its quantity has to be, or may be, entered. */
    boolean open(Inputs in) {
        return basis == Basis.ENTERED || (basis == Basis.EXCAVATION && in.excavation() && in.area() == null);
    }

    /** Whether the two say the same, however their numbers are written. */
    boolean same(Item other) {
        return plain().equals(other.plain());
    }

    private Item plain() {
        return new Item(code, name, unit, basis, calibre, plain(included), plain(price), variant, note);
    }

    private static BigDecimal plain(BigDecimal number) {
        return number == null || number.signum() == 0 ? null : number.stripTrailingZeros();
    }
}
