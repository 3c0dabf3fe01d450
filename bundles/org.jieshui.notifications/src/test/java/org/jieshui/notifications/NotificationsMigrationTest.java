package org.jieshui.notifications;

import org.jieshui.testkit.MigrationContract;

class NotificationsMigrationTest extends MigrationContract {
    NotificationsMigrationTest() {
        super("notifications", NotificationStore.class);
    }
}
