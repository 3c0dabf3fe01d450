package org.jieshui.platform.api.notifications;

/** An attempt that failed. Its text is kept and shown to administrators: the other side's answer, without addresses. */
public final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1;

    public enum Kind {
        /** Not now: repeated after a pause. */
        LATER,
        /** Never: the receiver or the message is refused. Not repeated. */
        REFUSED,
        /** Everything was handed over, the answer did not come: repeated, under the same reference. */
        UNCERTAIN,
        /** The other side cannot be reached, or does not let us in: repeated, and no other message is tried on the channel before a pause. */
        AWAY,
        /** There is nobody to deliver to any more: ended, and no failure. */
        NOBODY
    }

    private final Kind kind;

    public DeliveryException(Kind kind, String text) {
        super(text);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
