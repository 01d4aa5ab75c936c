package org.csp4j.internal.util;

/** Room on the stack for an operation that must not end half-way, once it has begun. */
public final class StackRoom {
    /*
     * A StackOverflowError comes where a method is called, and in code that calls methods most likely at the deepest of these. A thread that has
     * recursed too far would leave a lock held for ever, or who was claimed without an outcome, or itself in a queue. So before an operation that others
     * see does any of that, it calls a method that takes more of the stack than all that follows. That one fails, or nothing does.
     *
     * I1  What is done within such an operation asks for less, or for nothing: being deeper on the stack, it would fail first. So only what users
     *     call asks, and what consists of several channels' operations asks for twice as much.
     * I2  To park a virtual thread takes more, as the JDK copies its stack frame by frame. So who parks withdraws if that fails
     *     (BlockedOperation, SelectTurn), or parks the carrier (DirectFiberParking).
     * P1  An interpreter's frame has all local variables, used or not. C1 does not make a method with such a frame a part of others. C2 does, and
     *     leaves of it a look at a field that is never true, and a write more to a page below the stack: where code may have to go on in the
     *     interpreter, it makes sure at the beginning that there is room for the frames of that.
     * P2  6 KB: more than a page, since room for less is not looked for; less than two, so it is one write.
     * Rejected: see docs/adr/0033-room-on-the-stack.md.
     * Checked by StackOverflowTest (I1), NoRoomToParkTest (I2).
     */
    private static boolean isNeverSo;

    private StackRoom() {}

    /**
     * Throws a StackOverflowError if there is no room.
     *
     * @param operations 1 for an operation on one channel, or less; 2 for what consists of such
     */
    @SuppressWarnings({"unused", "MultiVariableDeclaration"})
    public static void check(int operations) {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, aa, ab, ac, ad, ae, af;
        long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ba, bb, bc, bd, be, bf;
        long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, ca, cb, cc, cd, ce, cf;
        long d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, da, db, dc, dd, de, df;
        long e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, ea, eb, ec, ed, ee, ef;
        long f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, fa, fb, fc, fd, fe, ff;
        long g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, ga, gb, gc, gd, ge, gf;
        long h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, ha, hb, hc, hd, he, hf;
        long j0, j1, j2, j3, j4, j5, j6, j7, j8, j9, ja, jb, jc, jd, je, jf;
        long k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, ka, kb, kc, kd, ke, kf;
        long l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, la, lb, lc, ld, le, lf;
        long m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, ma, mb, mc, md, me, mf;
        long n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, na, nb, nc, nd, ne, nf;
        long o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, oa, ob, oc, od, oe, of;
        long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
        long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;
        long r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, ra, rb, rc, rd, re, rf;
        long s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, sa, sb, sc, sd, se, sf;
        long t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, ta, tb, tc, td, te, tf;
        long u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, ua, ub, uc, ud, ue, uf;
        long v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, va, vb, vc, vd, ve, vf;
        long w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, wa, wb, wc, wd, we, wf;
        long x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, xa, xb, xc, xd, xe, xf;
        long y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, ya, yb, yc, yd, ye, yf;
        if (operations > 1) {
            check(operations - 1);
        } else if (isNeverSo) {
            throw new AssertionError();
        }
    }
}
