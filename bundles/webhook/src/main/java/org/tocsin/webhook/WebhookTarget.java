// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
import org.tocsin.channel.TargetBoard;
import org.tocsin.channel.TargetFile;
import org.tocsin.channel.TargetKind;
import org.tocsin.channel.Template;
import org.tocsin.channel.http.WebAddress;
import org.tocsin.channel.http.WebDestination;

/** A web service, by its address. */
@Component(
        service = {},
        immediate = true,
        configurationPid = WebhookTarget.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WebhookTarget.Keys.class, factory = true)
public final class WebhookTarget {

    /** The factory PID: {@code etc/<this>-<name>.cfg}. */
    static final String PID = "org.tocsin.webhook.target";

    /** How a file of them is read. */
    static final TargetKind<Settings> KIND = new TargetKind<>(PID, Keys.class, Settings::of);

    @ObjectClassDefinition(name = "Tocsin Webhook target", description = "One place to deliver to")
    @interface Keys {
        @AttributeDefinition(type = AttributeType.PASSWORD, description = "The address that is posted to, a secret")
        String url() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String urlFile() default "";

        @AttributeDefinition(description = "A template for the body, in Mustache; empty: the event as it is")
        String template() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String templateFile() default "";

        @AttributeDefinition(description = "The type of the body that the template makes")
        String contentType() default "application/json";

        @AttributeDefinition(type = AttributeType.PASSWORD, description = "Further headers, Name: value, one a line")
        String headers() default "";

        @AttributeDefinition(description = "A file that holds them instead")
        String headersFile() default "";

        @AttributeDefinition(type = AttributeType.PASSWORD, description = "The value of the header Authorization")
        String authorization() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String authorizationFile() default "";

        @AttributeDefinition(type = AttributeType.PASSWORD, description = "What bodies are signed with")
        String secret() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String secretFile() default "";

        @AttributeDefinition(description = "The statuses that refuse an event for good")
        String reject() default "400,413,422";
    }

    /**
     * What a file says.
     *
     * @param address that is posted to
     * @param body how the body is made; null: it is the event as it is
     * @param contentType of the body that the template makes
     * @param headers further headers, with that for the authorization
     * @param authorization its value, or the empty text
     * @param secret that bodies are signed with, or the empty text
     * @param rejecting the statuses that refuse an event for good
     */
    record Settings(
            WebAddress address,
            @Nullable Template body,
            String contentType,
            Map<String, String> headers,
            String authorization,
            String secret,
            Set<Integer> rejecting)
            implements WebDestination {

        static Settings of(TargetFile file) {
            WebAddress address = WebAddress.of(file.where("url"), file.required("url"));
            String contentType = ExtraHeaders.contentType(file.setting("contentType", "application/json"));
            String template = file.textOrFile("template");
            String authorization = file.textOrFile("authorization");
            return new Settings(
                    address,
                    template.isEmpty() ? null : Template.of(file.where("template"), template, escape(contentType)),
                    contentType,
                    ExtraHeaders.read(file, authorization),
                    authorization,
                    file.textOrFile("secret"),
                    statuses(file.setting("reject", "400,413,422")));
        }

        private static Template.Escape escape(String contentType) {
            if (contentType.contains("json")) {
                return Template.Escape.JSON;
            }
            boolean markup = contentType.contains("xml") || contentType.contains("html");
            return markup ? Template.Escape.MARKUP : Template.Escape.NONE;
        }

        private static Set<Integer> statuses(Setting setting) {
            Set<Integer> statuses = new TreeSet<>();
            for (String word : setting.text().split(",", -1)) {
                if (!word.strip().matches("[345][0-9][0-9]")) {
                    throw setting.isNot("a list of statuses", "such as 400,404,422");
                }
                statuses.add(Integer.valueOf(word.strip()));
            }
            return statuses;
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Settings[" + address + "]";
        }
    }

    private final TargetBoard.Taken taken;

    /** One for each file. */
    @Activate
    public WebhookTarget(@Reference WebhookBoard board, Map<String, ?> properties) {
        taken = board.take(properties);
    }

    @Deactivate
    void close() {
        taken.close();
    }
}
