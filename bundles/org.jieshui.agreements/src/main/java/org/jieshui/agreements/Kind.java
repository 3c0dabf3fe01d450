package org.jieshui.agreements;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.Text;

/** What is agreed with a customer. */
public enum Kind {
    /** 《委托建设协议》: customer service signs it once the conditions of entry are met (R80, R242). */
    COMMISSION("commission-agreement", "WT", Text.of("委托建设协议", "commission agreement"), "agreements.commission", "agreements.commission", "commissionAgreement", "合同专用章"),
    /** 《供用水合同》: marketing prepares it early and signs it on the spot at water on (R75, R84, R244). */
    SUPPLY("supply-contract", "GS", Text.of("供用水合同", "supply contract"), "agreements.contract", "metering.water-on", "supplyContract", "供用水合同专用章");

    private final String id;
    private final String prefix;
    private final Text title;
    private final String permission;
    private final String task;
    private final String fact;
    private final String seal;

    Kind(String id, String prefix, Text title, String permission, String task, String fact, String seal) {
        this.id = id;
        this.prefix = prefix;
        this.title = title;
        this.permission = permission;
        this.task = task;
        this.fact = fact;
        this.seal = seal;
    }

    /** The id of its document type too. */
    @JsonValue
    public String id() {
        return id;
    }

    Text title() {
        return title;
    }

    String permission() {
        return permission;
    }

    /** The type of the task that must be open while it is signed. */
    String task() {
        return task;
    }

    /** The fact of the case that holds its number once it is signed. */
    String fact() {
        return fact;
    }

    /** The paper seal that belongs on it (R85). */
    String seal() {
        return seal;
    }

    /** {@code WT2026-0001}; more digits from 10 000 on. */
    String number(int year, int serial) {
        return String.format("%s%d-%04d", prefix, year, serial);
    }

    static Optional<Kind> find(String id) {
        return List.of(values()).stream().filter(k -> k.id.equals(id)).findFirst();
    }

    @JsonCreator
    static Kind of(String id) {
        return find(id).orElse(null);
    }
}
