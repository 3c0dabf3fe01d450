package org.jieshui.pricing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;

/** A decimal as a client sends it: text, as this bundle writes it, or a number; of a size that can be reckoned with. */
final class Decimal extends StdDeserializer<BigDecimal> {

    private static final long serialVersionUID = 1L;
    private static final int DIGITS = 20;

    Decimal() {
        super(BigDecimal.class);
    }

    @Override
    public BigDecimal deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING && json.getText().isBlank()) {
            return null;
        }
        if (json.currentToken() == JsonToken.VALUE_STRING && json.getText().strip().matches("-?\\d{1,20}(\\.\\d{1,20})?")) {
            return new BigDecimal(json.getText().strip());
        }
        if (json.currentToken().isNumeric() && sane(json.getDecimalValue())) {
            return json.getDecimalValue();
        }
        return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, json);
    }

    /** 1e999999999 is a few characters and fills the memory. */
    static boolean sane(BigDecimal number) {
        return number.precision() - (long) number.scale() <= DIGITS && number.scale() <= DIGITS;
    }
}
