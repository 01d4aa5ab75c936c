package org.csp4j;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.testsupport.Setting;

/**
 * What {@link ChannelContract} runs on: a kind of channel, who calls it, and whether they have the channel itself or its two
 * views.
 */
record ChannelSubject(ChannelKind kind, Setting setting, boolean isThroughViews) {
    /** These kinds of channels, in every setting, as they are and through their views. */
    static Stream<ChannelSubject> of(ChannelKind... kinds) {
        List<Setting> settings = Setting.all().toList();
        return Arrays.stream(kinds)
                .flatMap(kind -> settings.stream()
                        .flatMap(setting -> Stream.of(false, true)
                                .map(isThroughViews -> new ChannelSubject(kind, setting, isThroughViews))));
    }

    @Override
    public String toString() {
        return kind + ", " + setting + (isThroughViews ? ", through views" : "");
    }
}
