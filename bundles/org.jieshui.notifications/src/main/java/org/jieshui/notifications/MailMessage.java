package org.jieshui.notifications;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;

/** A mail as it goes out: the same bytes' worth in every attempt, under the Message-ID that it was given when it was written. */
final class MailMessage extends MimeMessage {

    /** What could begin a new header or break a line; and halves of characters. */
    private static final Pattern NO_LINE = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

    private final String reference;

    private MailMessage(Session session, String reference) {
        super(session);
        this.reference = reference;
    }

    static MailMessage of(Session session, String reference, Instant at, InternetAddress from, InternetAddress to, MailTexts.Text text) throws MessagingException {
        var mail = new MailMessage(session, reference);
        mail.setFrom(from);
        mail.setRecipient(Message.RecipientType.TO, to);
        mail.setSubject(line(text.subject()), "UTF-8");
        mail.setSentDate(Date.from(at));
        // nobody's holiday notice answers a machine
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setContent(new MimeMultipart("alternative", part(text.plain(), "plain"), part(text.html(), "html")));
        mail.saveChanges();
        return mail;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, "UTF-8", subtype);
        return part;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", "<" + reference + ">");
    }

    /** One address and nothing else. @throws AddressException when mail cannot be sent there */
    static InternetAddress address(String address, String name) throws AddressException {
        var parsed = new InternetAddress(address, true);
        if (!parsed.getAddress().equals(address) || address.chars().anyMatch(c -> c > 126 || c < 33)) {
            throw new AddressException("not a plain address");
        }
        try {
            parsed.setPersonal(line(name), "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
        return parsed;
    }

    /** The text in one line, and nothing in it that a reader would decode. */
    static String line(String text) {
        return NO_LINE.matcher(text).replaceAll(" ").replace("=?", "= ?").strip();
    }
}
