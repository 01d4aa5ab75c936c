package org.csp4j.examples.snippets;

import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.simple.SimpleServiceProvider;
import org.slf4j.spi.MDCAdapter;

/** The loggers of slf4j-simple, and a diagnostic context of each thread that no other inherits. Named in the pom. */
public final class MdcProvider extends SimpleServiceProvider {
    private final MDCAdapter adapter = new OfThreads();

    @Override
    public MDCAdapter getMDCAdapter() {
        return adapter;
    }

    private static final class OfThreads implements MDCAdapter {
        private final MDCAdapter noDeques = new NOPMDCAdapter();
        private final ThreadLocal<Map<String, String>> context = ThreadLocal.withInitial(HashMap::new);

        @Override
        public void put(String key, String value) {
            context.get().put(key, value);
        }

        @Override
        public String get(String key) {
            return context.get().get(key);
        }

        @Override
        public void remove(String key) {
            context.get().remove(key);
        }

        @Override
        public void clear() {
            context.remove();
        }

        @Override
        public Map<String, String> getCopyOfContextMap() {
            return new HashMap<>(context.get());
        }

        @Override
        public void setContextMap(Map<String, String> map) {
            context.set(new HashMap<>(map));
        }

        @Override
        public void pushByKey(String key, String value) {
            noDeques.pushByKey(key, value);
        }

        @Override
        public String popByKey(String key) {
            return noDeques.popByKey(key);
        }

        @Override
        public Deque<String> getCopyOfDequeByKey(String key) {
            return noDeques.getCopyOfDequeByKey(key);
        }

        @Override
        public void clearDequeByKey(String key) {
            noDeques.clearDequeByKey(key);
        }
    }
}
