package org.jieshui.notifications;

import org.jieshui.testkit.SecurityContract;

class NotificationsSecurityTest extends SecurityContract {
    NotificationsSecurityTest() {
        super(new NotificationsResource(null, null, null, null), new MailResource(null, null, null), new MailWordingResource((MailWordingStore) null, null));
    }
}
