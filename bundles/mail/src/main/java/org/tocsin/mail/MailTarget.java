// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tocsin.api.Setting;
import org.tocsin.channel.Destination;
import org.tocsin.channel.TargetBoard;
import org.tocsin.channel.TargetFile;
import org.tocsin.channel.TargetKind;
import org.tocsin.channel.Template;

/** Mailboxes, and the server that takes mail for them. */
@Component(
        service = {},
        immediate = true,
        configurationPid = MailTarget.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MailTarget.Keys.class, factory = true)
public final class MailTarget {

    /** The factory PID: {@code etc/<this>-<name>.cfg}. */
    static final String PID = "org.tocsin.mail.target";

    /** How a file of them is read. */
    static final TargetKind<Settings> KIND = new TargetKind<>(PID, Keys.class, Settings::of);

    @ObjectClassDefinition(name = "Tocsin Mail target", description = "One place to deliver to")
    @interface Keys {
        @AttributeDefinition(description = "The server that takes the mail")
        String host() default "localhost";

        @AttributeDefinition(description = "Its port; empty: 587, or 465 for tls, or 25 for none")
        String port() default "";

        @AttributeDefinition(description = "starttls, tls or none")
        String security() default "starttls";

        @AttributeDefinition(description = "Who logs in; empty: nobody")
        String user() default "";

        @AttributeDefinition(type = AttributeType.PASSWORD, description = "The password")
        String password() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String passwordFile() default "";

        @AttributeDefinition(description = "The address of the sender")
        String from() default "";

        @AttributeDefinition(description = "The addresses of the receivers, separated by commas")
        String to() default "";

        @AttributeDefinition(description = "A template for the subject, in Mustache")
        String subject() default "";

        @AttributeDefinition(description = "A template for the text, in Mustache")
        String template() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String templateFile() default "";
    }

    /** How a connection is kept from being read. */
    enum Security {
        STARTTLS(587),
        TLS(465),
        NONE(25);

        private final int port;

        Security(int port) {
            this.port = port;
        }
    }

    /**
     * What a file says.
     *
     * @param host of the server
     * @param port of the server
     * @param security how the connection is kept from being read
     * @param user who logs in, or the empty text
     * @param password of that user
     * @param from the sender
     * @param to the receivers
     * @param subject how the subject is made
     * @param text how the text is made
     */
    record Settings(
            String host,
            int port,
            Security security,
            String user,
            String password,
            InternetAddress from,
            List<InternetAddress> to,
            Template subject,
            Template text)
            implements Destination {

        private static final int HIGHEST_PORT = 65_535;
        private static final String SUBJECT = "{{#label}}[{{label}}] {{/label}}{{title}}";
        private static final String TEXT = "{{#label}}{{label}}: {{/label}}{{title}}\n{{#rest}}\n{{rest}}\n{{/rest}}"
                + "{{#facts}}\n{{name}}: {{value}}{{/facts}}\n";

        static Settings of(TargetFile file) {
            Security security = switch (file.setting("security", "starttls").oneOf("starttls", "tls", "none")) {
                case "tls" -> Security.TLS;
                case "none" -> Security.NONE;
                default -> Security.STARTTLS;
            };
            String user = file.text("user");
            String password = user.isEmpty() ? "" : file.required("password");
            return new Settings(
                    file.setting("host", "localhost").text(),
                    file.setting("port", Integer.toString(security.port)).number(1, HIGHEST_PORT),
                    security,
                    user,
                    password,
                    addresses(file.setting("from", "")).get(0),
                    addresses(file.setting("to", "")),
                    Template.of(
                            file.where("subject"),
                            file.setting("subject", SUBJECT).text(),
                            Template.Escape.NONE),
                    Template.of(file.where("template"), text(file), Template.Escape.NONE));
        }

        private static String text(TargetFile file) {
            String text = file.textOrFile("template");
            return text.isEmpty() ? TEXT : text;
        }

        private static List<InternetAddress> addresses(Setting setting) {
            try {
                InternetAddress[] addresses = InternetAddress.parse(setting.text(), true);
                if (addresses.length == 0) {
                    throw setting.isNot("an address", "one such as alarms@example.com");
                }
                for (InternetAddress address : addresses) {
                    address.validate();
                }
                return List.of(addresses);
            } catch (AddressException e) {
                throw setting.isNot("an address", "one such as alarms@example.com; several are separated by commas");
            }
        }

        @Override
        public boolean isExposed() {
            boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
            return security == Security.NONE && !loopback;
        }

        @Override
        public String peer() {
            return host + ':' + port;
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Settings[" + peer() + "]";
        }
    }

    private final TargetBoard.Taken taken;

    /** One for each file. */
    @Activate
    public MailTarget(@Reference MailBoard board, Map<String, ?> properties) {
        taken = board.take(properties);
    }

    @Deactivate
    void close() {
        taken.close();
    }
}
