package org.csp4j.internal.jdk;

import static org.csp4j.internal.jdk.VirtualThreads.inside;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a container of threads uses of the JDK; this class fails to initialize where that is not as expected. */
final class ContainerHandles {
    /*
     * The JDK wants a class of its own to be extended, which it does not export, so that the compiler does not know it. Ours is
     * made here. It has a name, and a supplier of its threads; it is not told of any, as what it inherits does nothing then.
     */
    static final MethodHandle NEW;
    static final MethodHandle REGISTER;
    static final MethodHandle DEREGISTER;
    static final MethodHandle START;

    private static final ClassDesc SUPPLIER = Supplier.class.describeConstable().orElseThrow();
    private static final ClassDesc STREAM = Stream.class.describeConstable().orElseThrow();

    static {
        try {
            VirtualThreads.openToThisLibrary("jdk.internal.vm");
            Class<?> type = Class.forName("jdk.internal.vm.ThreadContainer");
            Class<?> all = Class.forName("jdk.internal.vm.ThreadContainers");

            NEW = MethodHandles.lookup()
                    .findConstructor(subclassOf(type), MethodType.methodType(void.class, String.class, Supplier.class))
                    .asType(MethodType.methodType(Object.class, String.class, Supplier.class));
            REGISTER = inside(all)
                    .findStatic(all, "registerContainer", MethodType.methodType(Object.class, type))
                    .asType(MethodType.methodType(Object.class, Object.class));
            DEREGISTER =
                    inside(all).findStatic(all, "deregisterContainer", MethodType.methodType(void.class, Object.class));
            START = inside(Thread.class)
                    .findVirtual(Thread.class, "start", MethodType.methodType(void.class, type))
                    .asType(MethodType.methodType(void.class, Thread.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ContainerHandles() {}

    private static Class<?> subclassOf(Class<?> type) throws IllegalAccessException {
        ClassDesc made = ClassDesc.of(ContainerHandles.class.getPackageName(), "FiberContainer");
        return MethodHandles.lookup()
                .defineClass(ClassFile.of()
                        .build(
                                made,
                                builder -> write(
                                        builder, made, type.describeConstable().orElseThrow())));
    }

    private static void write(ClassBuilder builder, ClassDesc made, ClassDesc superclass) {
        builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withSuperclass(superclass)
                .withField("name", ConstantDescs.CD_String, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withField("threads", SUPPLIER, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, SUPPLIER),
                        0,
                        code -> code.aload(0)
                                .iconst_1() // not owned by a thread
                                .invokespecial(
                                        superclass,
                                        ConstantDescs.INIT_NAME,
                                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean))
                                .aload(0)
                                .aload(1)
                                .putfield(made, "name", ConstantDescs.CD_String)
                                .aload(0)
                                .aload(2)
                                .putfield(made, "threads", SUPPLIER)
                                .return_())
                .withMethodBody(
                        "name",
                        MethodTypeDesc.of(ConstantDescs.CD_String),
                        ClassFile.ACC_PUBLIC,
                        code -> code.aload(0)
                                .getfield(made, "name", ConstantDescs.CD_String)
                                .areturn())
                .withMethodBody(
                        "threads",
                        MethodTypeDesc.of(STREAM),
                        ClassFile.ACC_PUBLIC,
                        code -> code.aload(0)
                                .getfield(made, "threads", SUPPLIER)
                                .invokeinterface(SUPPLIER, "get", MethodTypeDesc.of(ConstantDescs.CD_Object))
                                .checkcast(STREAM)
                                .areturn());
    }
}
