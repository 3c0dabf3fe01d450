package org.jieshui.notifications;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jieshui.platform.api.notifications.DeliveryException;
import org.jieshui.platform.api.notifications.DeliveryException.Kind;

/** One conversation with the mail server, and what its answers mean. */
final class MailServer {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;:]+@[^\\s<>\"'(),;]+");
    private static final int LONGEST = 200;

    /** Knows whether the mail's end was sent: from there on the server may have taken it. */
    private static final class Conversation extends SMTPTransport {
        private boolean ended;

        Conversation(Session session, boolean tls) {
            super(session, new URLName("smtp", null, -1, null, null, null), "smtp", tls);
        }

        @Override
        protected void finishData() throws IOException, MessagingException {
            ended = true;
            super.finishData();
        }
    }

    private final MailSettings settings;
    private final Session session;

    MailServer(MailSettings settings) {
        this.settings = settings;
        session = Session.getInstance(settings.properties());
    }

    Session session() {
        return session;
    }

    /** @return the server's answer, when it has taken the mail */
    String send(MailMessage mail) throws DeliveryException {
        var conversation = new Conversation(session, settings.security().equals("tls"));
        try {
            connect(conversation);
            var receivers = receivers(mail);
            try {
                conversation.sendMessage(mail, receivers);
            } catch (MessagingException e) {
                throw meaning(e, conversation.ended);
            }
            return plain(conversation.getLastServerResponse());
        } finally {
            close(conversation);
        }
    }

    private void connect(Conversation conversation) throws DeliveryException {
        try {
            var user = settings.user().isEmpty() ? null : settings.user();
            conversation.connect(settings.host(), settings.port(), user, user == null ? null : settings.secret().read());
        } catch (MessagingException e) {
            throw new DeliveryException(Kind.AWAY, plain(text(e)));
        } catch (IOException e) {
            throw new DeliveryException(Kind.AWAY, "passwordFile cannot be read");
        }
    }

    private static Address[] receivers(MailMessage mail) throws DeliveryException {
        try {
            return mail.getAllRecipients();
        } catch (MessagingException e) {
            throw new DeliveryException(Kind.REFUSED, "malformed address");
        }
    }

    /** A mail that was taken stays taken, however the conversation ends. */
    private static void close(Conversation conversation) {
        try {
            conversation.close();
        } catch (MessagingException e) {
            // it was over anyway
        }
    }

    static DeliveryException meaning(MessagingException failure, boolean ended) {
        for (Exception e = failure; e instanceof MessagingException m; e = m.getNextException()) {
            if (e instanceof SMTPSenderFailedException sender) {
                return new DeliveryException(Kind.AWAY, plain(sender.getMessage()));
            }
            if (e instanceof SMTPAddressFailedException address) {
                return answered(address.getReturnCode(), address, ended);
            }
        }
        return answered(failure instanceof SMTPSendFailedException send ? send.getReturnCode() : -1, failure, ended);
    }

    private static DeliveryException answered(int code, MessagingException e, boolean ended) {
        if (code >= 400 && code < 600) {
            return new DeliveryException(code < 500 ? Kind.LATER : Kind.REFUSED, plain(e.getMessage()));
        }
        return new DeliveryException(ended ? Kind.UNCERTAIN : Kind.AWAY, plain(text(e)));
    }

    /** The library's sentence, and the cause below it. */
    private static String text(MessagingException e) {
        Throwable cause = e.getNextException();
        return cause == null || cause.getMessage() == null || String.valueOf(e.getMessage()).contains(cause.getMessage()) ? e.getMessage() : e.getMessage() + " " + cause.getMessage();
    }

    /** One line without addresses, which an answer likes to repeat. */
    static String plain(String answer) {
        var line = ADDRESS.matcher(MailMessage.line(answer == null ? "" : answer.strip().replaceAll("\\s+", " "))).replaceAll("…");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}
