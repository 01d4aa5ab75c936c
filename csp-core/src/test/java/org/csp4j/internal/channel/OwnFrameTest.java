package org.csp4j.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.management.ManagementFactory;
import java.lang.reflect.AccessFlag;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ReceiveEnd P1, OneShotSelect P1: what comes before a park is long enough to have a frame of its own. */
class OwnFrameTest {
    @ParameterizedTest
    @CsvSource({
        "channel/LockedChannel, sendOrQueue",
        "channel/ReceiveEnd, receiveOrQueue",
        "select/OneShotSelect, selectOrQueue"
    })
    void isLongerThanWhatTheCompilerMakesPartOfItsCallers(String className, String method) throws IOException {
        int limit = Integer.parseInt(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("FreqInlineSize")
                .getValue());
        assertThat(bytesOf(className, method)).isGreaterThan(limit);
    }

    private static int bytesOf(String className, String method) throws IOException {
        try (var in = Objects.requireNonNull(
                OwnFrameTest.class.getResourceAsStream("/org/csp4j/internal/" + className + ".class"))) {
            MethodModel found = ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .filter(each -> each.methodName().equalsString(method)
                            && each.flags().has(AccessFlag.PRIVATE))
                    .findAny()
                    .orElseThrow();
            return found.findAttribute(Attributes.code()).orElseThrow().codeLength();
        }
    }
}
