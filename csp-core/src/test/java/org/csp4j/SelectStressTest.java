package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.onElse;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onSend;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.sendFrom;
import static org.csp4j.Csp.unbounded;
import static org.csp4j.Csp.when;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Selects, selectors and plain operations at random on channels of all kinds, disturbed by interrupts, ended by a close: every
 * element is accounted for exactly once. Says which seed it has used; the system property {@code csp4j.test.seed} sets it.
 */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
class SelectStressTest {
    private static final int ACTIONS = 500; // of each of those who act until they have had enough
    private static final int ACTORS = 4;
    private static final int EPISODES = Math.max(1, Rounds.of(100_000) / 1_000);

    @RegisterExtension
    final Crew crew;

    SelectStressTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void everyElementIsAccountedForExactlyOnce() throws Exception {
        long seed = Long.getLong("csp4j.test.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("SelectStressTest: -Dcsp4j.test.seed=" + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int episode = 0; episode < EPISODES; episode++) {
            new Episode(seeds.split()).run("episode " + episode + " of seed " + seed);
        }
    }

    /** What one party has sent and received. */
    private static class Account {
        final List<Integer> sent = new ArrayList<>(); // the party alone, until it has ended
        final List<Integer> received = new ArrayList<>();
    }

    /** Some channels, and parties that act on them until they are closed. */
    private final class Episode {
        private final List<Channel<Integer>> channels =
                List.of(chan("c0"), chan("c1"), chan("store of 1", 1), chan("store of 3", 3), unbounded());
        private final AtomicInteger nextElement = new AtomicInteger();
        private final List<Account> accounts = new ArrayList<>();
        private final SplittableRandom random;

        Episode(SplittableRandom random) {
            this.random = random;
        }

        void run(String name) throws Exception {
            List<Party<Void>> parties = new ArrayList<>();
            parties.add(start(Selects::new));
            parties.add(start(Selects::new));
            parties.add(start(Turns::new));
            parties.add(start(Turns::new));
            List<Party<Void>> all = new ArrayList<>(parties);
            all.add(start(Plain::new));
            all.add(start(Plain::new));
            SplittableRandom chance = random.split();
            crew.start(() -> disturb(all, chance));
            parties.get(random.nextInt(ACTORS)).join(); // the others are in the middle of something
            Account ending = new Account();
            accounts.add(ending);
            for (Channel<Integer> channel : channels) {
                if (random.nextBoolean()) {
                    channel.close();
                } else {
                    ending.received.addAll(channel.cancel());
                }
            }
            crew.joinAll();
            channels.forEach(channel -> channel.drainTo(ending.received));
            settle(name);
        }

        private Party<Void> start(ActorFactory factory) {
            Actor actor = factory.make(this, random.split());
            accounts.add(actor);
            return crew.start(actor::actUntilTheEnd);
        }

        private void disturb(List<Party<Void>> parties, SplittableRandom chance) {
            while (!parties.stream().allMatch(Party::hasEnded)) {
                if (chance.nextInt(4) == 0) {
                    parties.get(chance.nextInt(parties.size())).interrupt();
                }
                Thread.yield();
            }
        }

        private void settle(String name) {
            List<Integer> sent = new ArrayList<>();
            List<Integer> received = new ArrayList<>();
            for (Account account : accounts) {
                sent.addAll(account.sent);
                received.addAll(account.received);
            }
            sent.sort(null);
            received.sort(null);
            assertThat(received).as(name).isEqualTo(sent);
            for (Channel<Integer> channel : channels) {
                assertThat(waitersOf(channel))
                        .as("queued at %s in %s", channel, name)
                        .isZero();
            }
        }
    }

    private interface ActorFactory {
        Actor make(Episode episode, SplittableRandom random);
    }

    private abstract static class Actor extends Account {
        final Episode episode;
        final SplittableRandom random;

        Actor(Episode episode, SplittableRandom random) {
            this.episode = episode;
            this.random = random;
        }

        /** One random operation. */
        abstract void act() throws InterruptedException;

        boolean hasEnough(int actions) {
            return actions == ACTIONS;
        }

        void actUntilTheEnd() {
            for (int actions = 0; !hasEnough(actions); actions++) {
                try {
                    act();
                } catch (InterruptedException e) {
                    // nothing was sent or received
                } catch (ChannelClosedException e) {
                    return;
                }
            }
        }

        Channel<Integer> anyChannel() {
            return episode.channels.get(random.nextInt(episode.channels.size()));
        }

        int newElement() {
            return episode.nextElement.incrementAndGet();
        }

        SelectCase<Void> anyCase() {
            Channel<Integer> channel = anyChannel();
            if (random.nextBoolean()) {
                return onReceive(channel, received::add);
            }
            int element = newElement();
            return onSend(channel, element, () -> sent.add(element));
        }
    }

    /** Makes a new select each time. */
    private static final class Selects extends Actor {
        Selects(Episode episode, SplittableRandom random) {
            super(episode, random);
        }

        @Override
        @SuppressWarnings("unchecked")
        void act() throws InterruptedException {
            List<SelectCase<Void>> cases = new ArrayList<>();
            for (int i = random.nextInt(random.nextInt(10) == 0 ? 20 : 4); i >= 0; i--) {
                cases.add(anyCase());
            }
            cases.add(
                    switch (random.nextInt(4)) {
                        case 0 -> onElse(Thread::yield);
                        case 1 -> onTimeout(Duration.ZERO, Thread::yield);
                        default -> onTimeout(Delays.SHORT, () -> {});
                    });
            SelectCase<Void>[] chosen = cases.toArray(SelectCase[]::new);
            if (random.nextInt(4) == 0) {
                prioritySelect(chosen);
            } else {
                select(chosen);
            }
        }
    }

    /** Uses one selector all the time; its cases come and go. */
    private static final class Turns extends Actor {
        private final Selector<Void> selector = selector(onTimeout(Delays.SHORT, () -> {}));
        private final List<SelectCase<Void>> cases = new ArrayList<>();
        private int element; // that a case has asked for in this turn

        Turns(Episode episode, SplittableRandom random) {
            super(episode, random);
            selector.add(when(() -> random.nextInt(3) == 0, onElse(Thread::yield)));
            add(sendFrom(anyChannel(), () -> element = newElement(), this::elementSent));
            add(when(() -> random.nextBoolean(), onReceive(anyChannel(), received::add)));
        }

        private Void elementSent() {
            sent.add(element);
            return null;
        }

        private void add(SelectCase<Void> selectCase) {
            cases.add(selectCase);
            selector.add(selectCase);
        }

        @Override
        void act() throws InterruptedException {
            if (cases.size() < 5 || random.nextInt(3) == 0) {
                add(onReceive(anyChannel(), received::add));
            } else if (random.nextInt(3) == 0) {
                selector.remove(cases.remove(1 + random.nextInt(cases.size() - 1)));
            }
            selector.select();
        }

        @Override
        void actUntilTheEnd() {
            super.actUntilTheEnd();
            selector.close();
        }
    }

    /** Sends and receives, and waits as long as it takes. */
    private static final class Plain extends Actor {
        Plain(Episode episode, SplittableRandom random) {
            super(episode, random);
        }

        @Override
        boolean hasEnough(int actions) {
            return false;
        }

        @Override
        void act() throws InterruptedException {
            Channel<Integer> channel = anyChannel();
            int element = newElement();
            switch (random.nextInt(5)) {
                case 0 -> {
                    channel.send(element);
                    sent.add(element);
                }
                case 1 -> received.add(channel.receive());
                case 2 -> {
                    if (channel.trySend(element).isOk()) {
                        sent.add(element);
                    }
                }
                case 3 -> channel.tryReceive().asOptional().ifPresent(received::add);
                default -> {
                    if (channel.trySend(element, Delays.SHORT).isOk()) {
                        sent.add(element);
                    }
                }
            }
        }
    }
}
