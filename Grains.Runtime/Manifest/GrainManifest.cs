using System.Collections.Immutable;
using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Manifest;

/// <summary>
/// The grain interfaces and classes that the loaded assemblies contain. Each assembly adds its own, and those of the
/// assemblies it references, when its module is initialized: nothing is searched for. For generated code only.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GrainManifest
{
    private static readonly Lock s_lock = new();
    private static ImmutableDictionary<Type, Func<GrainReferenceShared, string, GrainReference>> s_interfaces =
        ImmutableDictionary<Type, Func<GrainReferenceShared, string, GrainReference>>.Empty;
    private static ImmutableDictionary<Type, GrainClassEntry> s_classes = ImmutableDictionary<Type, GrainClassEntry>.Empty;

    internal static ImmutableDictionary<Type, Func<GrainReferenceShared, string, GrainReference>> Interfaces
    {
        get
        {
            lock (s_lock)
            {
                return s_interfaces;
            }
        }
    }

    internal static ImmutableDictionary<Type, GrainClassEntry> Classes
    {
        get
        {
            lock (s_lock)
            {
                return s_classes;
            }
        }
    }

    public static void AddInterface(Type interfaceType, Func<GrainReferenceShared, string, GrainReference> makeReference)
    {
        lock (s_lock)
        {
            s_interfaces = s_interfaces.SetItem(interfaceType, makeReference);
        }
    }

    public static void AddClass(
        Type grainClass, Type[] interfaces, Type[] dependencies, Func<IServiceProvider, IGrainContext, object>? make)
    {
        lock (s_lock)
        {
            s_classes = s_classes.SetItem(
                grainClass, new GrainClassEntry(grainClass, [.. interfaces], [.. dependencies], make));
        }
    }
}
