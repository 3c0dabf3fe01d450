package org.jieshui.survey;

import java.util.Map;

/** What the departments that belong to a survey are called in messages. */
final class Names {

    private static final Map<String, String[]> NAMES = Map.of(
            "customer-service", new String[] {"客服中心", "Customer service"},
            "design", new String[] {"设计院", "The Design Institute"},
            "network", new String[] {"管网管理部门", "The network department"},
            "engineering", new String[] {"工程管理部门", "Engineering"});

    private Names() {}

    static String zh(String department) {
        return NAMES.get(department)[0];
    }

    static String en(String department) {
        return NAMES.get(department)[1];
    }
}
