package org.jieshui.metering;

import java.util.HashMap;
import java.util.Map;
import org.jieshui.cases.api.CaseChange;

/** What other departments see of the meter: the facts {@code meterSerial} and {@code meterCalibre} while one is reserved or hangs, {@code waterOnAt} and {@code meterReading} (m³, as text) once water is on. */
final class Facts {

    private Facts() {}

    static CaseChange meter(Meter meter) {
        var facts = new HashMap<String, Object>();
        facts.put("meterSerial", meter == null ? null : meter.serial());
        facts.put("meterCalibre", meter == null ? null : meter.calibre());
        return CaseChange.facts(facts);
    }

    static CaseChange waterOn(Meter meter, String at, String reading) {
        var facts = new HashMap<String, Object>(meter(meter).facts());
        facts.put("waterOnAt", at);
        facts.put("meterReading", reading);
        return CaseChange.facts(facts);
    }

    static CaseChange waterOff() {
        var facts = new HashMap<String, Object>();
        facts.put("waterOnAt", null);
        facts.put("meterReading", null);
        return CaseChange.facts(facts);
    }

    static Map<String, Object> entry(Meter meter) {
        return Map.of("meter", meter.serial(), "calibre", meter.calibre());
    }
}
