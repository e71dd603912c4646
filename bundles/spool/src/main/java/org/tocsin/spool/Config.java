// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that {@link Settings} can say what is wrong with a value. */
@ObjectClassDefinition(name = "Tocsin spool", description = "Where files are dropped, and what becomes of bad ones")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.spool";

    @AttributeDefinition(description = "Directories in the layout of pdagent, with commas between; empty: none")
    String outqueues() default Settings.PDAGENT;

    @AttributeDefinition(description = "How often the directories are looked at, 1 s to 1 h")
    String interval() default "PT5S";

    @AttributeDefinition(description = "How many files that are refused for good are kept, 1 to 100000")
    String maxRejected() default "1000";

    @AttributeDefinition(description = "How long they are kept, 1 minute to 1 year")
    String rejectedAge() default "P7D";
}
