package org.csp4j.internal.jdk;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a container of threads uses of the JDK; this class fails to initialize where that is not as expected. */
final class ContainerMembers {
    /*
     * The JDK wants a class of its own to be extended, which it does not export, so that the compiler does not know it. Ours is
     * made here. It has a name, and a supplier of its threads; it is not told of any, as what it inherits does nothing then.
     */
    static final Constructor<?> NEW;
    static final Function<Object, Object> REGISTER;
    static final Consumer<Object> DEREGISTER;
    static final BiConsumer<Thread, Object> START;

    private static final ClassDesc SUPPLIER = Supplier.class.describeConstable().orElseThrow();
    private static final ClassDesc STREAM = Stream.class.describeConstable().orElseThrow();

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.vm.ThreadContainer");
            Members containers = Members.of(Class.forName("jdk.internal.vm.ThreadContainers"));

            NEW = subclassOf(type).getDeclaredConstructor(String.class, Supplier.class);
            NEW.setAccessible(true);
            REGISTER = containers.call(Function.class, "registerContainer", MethodType.methodType(Object.class, type));
            DEREGISTER = containers.call(
                    Consumer.class, "deregisterContainer", MethodType.methodType(void.class, Object.class));
            START = Members.of(Thread.class).call(BiConsumer.class, "start", MethodType.methodType(void.class, type));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ContainerMembers() {}

    private static Class<?> subclassOf(Class<?> type) throws ReflectiveOperationException {
        ClassDesc made = ClassDesc.of(type.getPackageName(), "Csp4j$Container");
        ClassDesc superclass = type.describeConstable().orElseThrow();
        return Members.of(type).define(ClassFile.of().build(made, builder -> write(builder, made, superclass)));
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
