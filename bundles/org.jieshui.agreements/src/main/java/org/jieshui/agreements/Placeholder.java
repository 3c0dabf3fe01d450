package org.jieshui.agreements;

import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.Text;

/** What a template may ask for, written {@code {{客户名称}}}: the whole list. The README documents it, a test compares. */
enum Placeholder {
    NUMBER("编号", "number of the agreement", "WT2026-0001"),
    CASE("工单号", "number of the case", "JS2026-1013-01"),
    DAY("起草日期", "day on which it was drawn up", "2026年10月13日"),
    COMPANY("公司名称", "the water company, from the configuration", "济水集团有限公司"),
    CUSTOMER("客户名称", "customer", "山东云岭食品有限公司"),
    CONTACT("联系人", "contact", "王建国"),
    PHONE("联系电话", "phone of the contact", "13800000000"),
    ADDRESS("用水地址", "address", "历下区凤鸣路 17 号"),
    USE("用水性质", "kind of use, from the application form", "商业服务"),
    VOLUME("日用水量", "m³ a day, from the application form", "12"),
    PIPE("管线口径", "calibre of the pipe, from the confirmed drawing", "DN50"),
    LENGTH("管线长度", "m, from the confirmed drawing", "14.5"),
    METER_CALIBRE("水表口径", "calibre of the reserved meter, else of the drawing", "DN20"),
    METER("水表编号", "serial number of the reserved meter", "LXS-20-0001234"),
    FEE("费用", "what the customer accepted, in yuan", "3,174.30"),
    FEE_IN_WORDS("费用大写", "the same in words", "叁仟壹佰柒拾肆元叁角整"),
    CHOICE("费用方案", "what the customer chose", "智能远传水表");

    private final String zh;
    private final String en;
    private final String sample;

    Placeholder(String zh, String en, String sample) {
        this.zh = zh;
        this.en = en;
        this.sample = sample;
    }

    /** As it is written in a template, and as the values are kept. */
    String zh() {
        return zh;
    }

    Text text() {
        return Text.of(zh, en);
    }

    String sample() {
        return sample;
    }

    /** Of the agreement, not of the case: these do not make it out of date. */
    boolean own() {
        return this == NUMBER || this == DAY;
    }

    static Optional<Placeholder> find(String zh) {
        return List.of(values()).stream().filter(p -> p.zh.equals(zh)).findFirst();
    }
}
