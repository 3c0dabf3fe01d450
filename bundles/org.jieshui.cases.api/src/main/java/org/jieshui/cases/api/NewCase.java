package org.jieshui.cases.api;

import java.util.Map;

/**
 * A case to open.
 *
 * @param process id of a published process; its newest version is taken
 * @param origin  {@code joint-review} or {@code application}: decides where the process starts (R36, R39)
 * @param facts   what {@code when} looks at; may be null
 */
public record NewCase(String process, String origin, String customer, String contact, String phone, String address, String district,
        Map<String, Object> facts) {}
