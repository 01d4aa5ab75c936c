package org.csp4j.torture;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fibers while an agent is loaded into their JVM, and replaces the code that they are in. */
@Tag("opened")
@Timeout(value = 10, unit = TimeUnit.HOURS) // the program looks itself whether it goes on
class LateAgentTest {
    @Test
    void anAgentCanComeWhileFibersRunAndTransformTheirClasses(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", LateAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close(); // the class itself is on the class path
        }
        List<String> flags = List.of("-XX:+EnableDynamicAgentLoading");
        // JDK 25 has been seen to crash in Thread.getStackTrace() (java_lang_StackTraceElement::create) while the
        // methods on the
        // stack were being replaced.
        try (TortureJvm torture = TortureJvm.playingOn("LateAgentTest", flags, "stacks=0")) {
            torture.jvm().jcmd("JVMTI.agent_load", jar.toString()); // its answer may lack the return code of the agent
            torture.jvm().awaitLine("transformed ");
            torture.awaitGoodEnd();
        }
    }
}
