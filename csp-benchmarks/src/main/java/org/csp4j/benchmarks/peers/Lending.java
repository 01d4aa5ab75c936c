package org.csp4j.benchmarks.peers;

import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.csp4j.EngineChoice;
import org.csp4j.patterns.pool.Lease;
import org.csp4j.patterns.pool.ResourcePool;

/** A pool of resources, and the fibers or virtual threads that have it lend them. */
public final class Lending implements AutoCloseable {
    /** This library's pool, and its fibers on the work-stealing engine. */
    public static final String CSP = Peers.CSP;
    /** The part of HikariCP that lends; its connections come with it, and are left out. */
    public static final String HIKARI = "hikari-bag";
    /** GenericObjectPool. */
    public static final String COMMONS = "commons-pool2";

    private interface Pool extends AutoCloseable {
        void lend(Runnable use) throws Exception;
    }

    private final BlockingPeer peer;
    private final Pool pool;

    private Lending(BlockingPeer peer, Pool pool) {
        this.peer = peer;
        this.pool = pool;
    }

    /** Opens a pool with so many resources, which are all there. */
    public static Lending open(String name, int size) throws Exception {
        return switch (name) {
            case CSP -> new Lending(new CspPeer(EngineChoice.WORK_STEALING, true), new CspPool(size));
            case HIKARI -> new Lending(QueuePeer.synchronous(), new HikariBag(size));
            case COMMONS -> new Lending(QueuePeer.synchronous(), new CommonsPool(size));
            default -> throw new IllegalArgumentException("no pool is named '" + name + "'");
        };
    }

    /** Each of the parties has a resource so many times, and does this with it. */
    public void lend(int parties, int times, Runnable use) throws Exception {
        Crew crew = new Crew(peer, parties);
        for (int i = 0; i < parties; i++) {
            crew.start(() -> {
                for (int n = 0; n < times; n++) {
                    pool.lend(use);
                }
            });
        }
        crew.await();
    }

    @Override
    public void close() throws Exception {
        pool.close();
        peer.close();
    }

    private static final class CspPool implements Pool {
        private final ResourcePool<Object> pool;

        CspPool(int size) throws Exception {
            pool = ResourcePool.<Object>builder(size, Object::new, _ -> {})
                    .bounded()
                    .minIdle(size)
                    .build();
            while (pool.stats().idle() < size) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void lend(Runnable use) throws Exception {
            try (Lease<Object> _ = pool.acquire()) {
                use.run();
            }
        }

        @Override
        public void close() throws Exception {
            pool.close();
        }
    }

    private static final class HikariBag implements Pool {
        private static final class Entry implements IConcurrentBagEntry {
            private final AtomicInteger state = new AtomicInteger();

            @Override
            public boolean compareAndSet(int expected, int wanted) {
                return state.compareAndSet(expected, wanted);
            }

            @Override
            public void setState(int wanted) {
                state.set(wanted);
            }

            @Override
            public int getState() {
                return state.get();
            }
        }

        private final ConcurrentBag<Entry> bag = new ConcurrentBag<>(_ -> {});

        HikariBag(int size) {
            for (int i = 0; i < size; i++) {
                bag.add(new Entry());
            }
        }

        @Override
        public void lend(Runnable use) throws Exception {
            Entry entry = bag.borrow(1, TimeUnit.HOURS);
            if (entry == null) {
                throw new IllegalStateException("nothing for an hour");
            }
            use.run();
            bag.requite(entry);
        }

        @Override
        public void close() {
            bag.close();
        }
    }

    private static final class CommonsPool implements Pool {
        private final GenericObjectPool<Object> pool;

        CommonsPool(int size) throws Exception {
            GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
            config.setMaxTotal(size);
            config.setMaxIdle(size);
            config.setMinIdle(size);
            config.setMaxWait(Duration.ofHours(1));
            config.setJmxEnabled(false);
            pool = new GenericObjectPool<>(
                    new BasePooledObjectFactory<>() {
                        @Override
                        public Object create() {
                            return new Object();
                        }

                        @Override
                        public PooledObject<Object> wrap(Object object) {
                            return new DefaultPooledObject<>(object);
                        }
                    },
                    config);
            pool.preparePool();
        }

        @Override
        public void lend(Runnable use) throws Exception {
            Object object = pool.borrowObject();
            use.run();
            pool.returnObject(object);
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
