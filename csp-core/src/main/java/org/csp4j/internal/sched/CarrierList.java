package org.csp4j.internal.sched;

import java.util.Arrays;

/** The carriers of an engine at one moment, and what those have done that have ended. Never changed, but replaced as a whole. */
final class CarrierList {
    static final CarrierList EMPTY = new CarrierList(new Carrier[0], CarrierCounts.NONE);

    private final Carrier[] carriers;
    private final CarrierCounts
            former; // in one object with the others, so that nothing is counted twice, or not at all

    private CarrierList(Carrier[] carriers, CarrierCounts former) {
        this.carriers = carriers;
        this.former = former;
    }

    /** All whose threads have not ended, those that were relieved among them. To be read only. */
    Carrier[] carriers() {
        return carriers;
    }

    CarrierList with(Carrier carrier) {
        Carrier[] after = Arrays.copyOf(carriers, carriers.length + 1);
        after[carriers.length] = carrier;
        return new CarrierList(after, former);
    }

    /** Without a carrier that runs nothing any more. */
    CarrierList without(Carrier carrier) {
        Carrier[] after =
                Arrays.stream(carriers).filter(each -> each != carrier).toArray(Carrier[]::new);
        return new CarrierList(after, former.plus(carrier.counts()));
    }

    /** What all carriers have done, those that have ended among them. */
    CarrierCounts counts() {
        CarrierCounts sum = former;
        for (Carrier carrier : carriers) {
            sum = sum.plus(carrier.counts());
        }
        return sum;
    }
}
