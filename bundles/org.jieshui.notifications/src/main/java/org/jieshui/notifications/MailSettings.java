package org.jieshui.notifications;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** The configuration, checked. Its text form bears no secret. */
record MailSettings(String host, int port, String security, String user, Secret secret, InternetAddress from, String baseUrl, Duration timeout) {

    /** Where the password is. */
    record Secret(String password, String file) {

        String read() throws IOException {
            if (file.isEmpty()) {
                return password;
            }
            try (var lines = Files.lines(Path.of(file))) {
                return lines.findFirst().orElse("");
            }
        }

        @Override
        public String toString() {
            return "(secret)";
        }
    }

    private static final List<String> SECURITIES = List.of("starttls", "tls", "none");

    /** @throws IllegalArgumentException with what is wrong, without values */
    static MailSettings of(MailConfig config) {
        require(SECURITIES.contains(config.security()), "security is not one of " + SECURITIES);
        require(config.port() >= 0 && config.port() <= 65535, "port is not 0 to 65535");
        require(config.timeoutSeconds() >= 1 && config.timeoutSeconds() <= 600, "timeoutSeconds is not 1 to 600");
        require(config.user().isBlank() || !config.password().isEmpty() || !config.passwordFile().isBlank(), "user without password or passwordFile");
        return new MailSettings(config.host().strip(), config.port() == 0 ? usualPort(config.security()) : config.port(), config.security(), config.user().strip(),
                new Secret(config.password(), config.passwordFile().strip()), sender(config.from()), base(config.baseUrl().strip()), Duration.ofSeconds(config.timeoutSeconds()));
    }

    private static int usualPort(String security) {
        return switch (security) {
            case "tls" -> 465;
            case "none" -> 25;
            default -> 587;
        };
    }

    private static InternetAddress sender(String text) {
        try {
            var from = new InternetAddress(MailMessage.line(asWritten(text)), true);
            from.setPersonal(from.getPersonal(), "UTF-8");
            return from;
        } catch (AddressException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("from is not a mail address");
        }
    }

    /** The platform reads cfg files as ISO 8859-1; who writes Chinese there writes UTF-8. */
    private static String asWritten(String text) {
        if (text.chars().anyMatch(c -> c > 0xFF)) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))).toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static String base(String url) {
        if (url.isEmpty()) {
            return url;
        }
        try {
            var uri = URI.create(url);
            require(List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null,
                    "baseUrl is not an address like https://jieshui.example.cn");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("baseUrl is not an address like https://jieshui.example.cn", e);
        }
        return url.replaceAll("/+$", "");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    String domain() {
        return from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
    }

    /** What the library is told. */
    Properties properties() {
        var p = new Properties();
        var millis = String.valueOf(timeout.toMillis());
        for (var name : List.of("connectiontimeout", "timeout", "writetimeout")) {
            p.setProperty("mail.smtp." + name, millis);
        }
        p.setProperty("mail.smtp.auth", String.valueOf(!user.isEmpty()));
        p.setProperty("mail.smtp.starttls.enable", String.valueOf(security.equals("starttls")));
        p.setProperty("mail.smtp.starttls.required", String.valueOf(security.equals("starttls")));
        p.setProperty("mail.smtp.ssl.enable", String.valueOf(security.equals("tls")));
        p.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        p.setProperty("mail.smtp.quitwait", "false");
        return p;
    }
}
