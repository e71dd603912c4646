// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

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
import org.tocsin.channel.TargetBoard;
import org.tocsin.channel.TargetFile;
import org.tocsin.channel.TargetKind;
import org.tocsin.channel.Template;
import org.tocsin.channel.http.WebAddress;
import org.tocsin.channel.http.WebDestination;

/** A channel of a Slack workspace, by its incoming webhook. */
@Component(
        service = {},
        immediate = true,
        configurationPid = SlackTarget.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SlackTarget.Keys.class, factory = true)
public final class SlackTarget {

    /** The factory PID: {@code etc/<this>-<name>.cfg}. */
    static final String PID = "org.tocsin.slack.target";

    /** How a file of them is read. */
    static final TargetKind<Settings> KIND = new TargetKind<>(PID, Keys.class, Settings::of);

    @ObjectClassDefinition(name = "Tocsin Slack target", description = "One place to deliver to")
    @interface Keys {
        @AttributeDefinition(
                type = AttributeType.PASSWORD,
                description = "The address of the incoming webhook, a secret")
        String url() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String urlFile() default "";

        @AttributeDefinition(description = "A template for the text, in Mustache")
        String template() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String templateFile() default "";
    }

    /**
     * What a file says.
     *
     * @param address of the incoming webhook
     * @param template of the text
     */
    record Settings(WebAddress address, Template template) implements WebDestination {

        private static final String TEXT = "{{#label}}*{{label}}* {{/label}}{{title}}{{#rest}}\n{{rest}}{{/rest}}"
                + "{{#facts}}\n• {{name}}: {{value}}{{/facts}}";

        static Settings of(TargetFile file) {
            String template = file.textOrFile("template");
            return new Settings(
                    WebAddress.of(file.where("url"), file.required("url")),
                    Template.of(file.where("template"), template.isEmpty() ? TEXT : template, Template.Escape.SLACK));
        }
    }

    private final TargetBoard.Taken taken;

    /** One for each file. */
    @Activate
    public SlackTarget(@Reference SlackBoard board, Map<String, ?> properties) {
        taken = board.take(properties);
    }

    @Deactivate
    void close() {
        taken.close();
    }
}
