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
import org.tocsin.channel.Target;
import org.tocsin.channel.TargetFile;
import org.tocsin.channel.Template;
import org.tocsin.channel.http.WebAddress;

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
    record Settings(WebAddress address, Template template) {

        private static final String TEXT = "{{#label}}*{{label}}* {{/label}}{{title}}{{#rest}}\n{{rest}}{{/rest}}"
                + "{{#facts}}\n• {{name}}: {{value}}{{/facts}}";

        static Settings of(TargetFile file) {
            String template = file.textOrFile("template");
            return new Settings(
                    WebAddress.of(file.where("url"), file.required("url")),
                    Template.of(file.where("template"), template.isEmpty() ? TEXT : template, Template.Escape.SLACK));
        }
    }

    private final SlackBoard board;
    private final Target<Settings> target;

    /** One for each file. */
    @Activate
    public SlackTarget(@Reference SlackBoard board, Map<String, ?> properties) {
        TargetFile file = new TargetFile(PID, Keys.class, properties);
        this.board = board;
        this.target = Target.of(file, Settings::of);
        board.take(target, file.openToOthers());
    }

    @Deactivate
    void close() {
        board.drop(target);
    }
}
