using System.ComponentModel;
using System.Reflection;
using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>One method of a grain interface. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainMethod
{
    private static int s_count;

    private readonly Type _declaringType;
    private readonly Type[] _parameterTypes;
    private MethodInfo? _methodInfo;

    public GrainMethod(
        Type interfaceType,
        Type declaringType,
        string name,
        Type[] parameterTypes,
        GrainMethodOptions options,
        string? responseTimeout)
    {
        InterfaceType = interfaceType;
        _declaringType = declaringType;
        Name = name;
        _parameterTypes = parameterTypes;
        Options = options;
        Index = Interlocked.Increment(ref s_count) - 1;
        Traits =
            ((options & GrainMethodOptions.AlwaysInterleave) != GrainMethodOptions.None ? TurnTraits.Interleaves : TurnTraits.None)
            | ((options & GrainMethodOptions.ReadOnly) != GrainMethodOptions.None ? TurnTraits.ReadOnly : TurnTraits.None);
        ResponseTimeout = responseTimeout is null
            ? null
            : TimeSpan.Parse(responseTimeout, System.Globalization.CultureInfo.InvariantCulture);
    }

    internal Type InterfaceType { get; }

    internal string Name { get; }

    internal GrainMethodOptions Options { get; }

    /// <summary>A small number of its own for each method of the process: the index into a class' statistics.</summary>
    internal int Index { get; }

    internal TurnTraits Traits { get; }

    internal TimeSpan? ResponseTimeout { get; }

    internal bool IsOneWay => (Options & GrainMethodOptions.OneWay) != GrainMethodOptions.None;

    internal bool IsCancellable => (Options & GrainMethodOptions.Cancellable) != GrainMethodOptions.None;

    /// <summary>The method by reflection: only filters ask for it.</summary>
    internal MethodInfo MethodInfo =>
        _methodInfo ??= _declaringType.GetMethod(Name, _parameterTypes)
            ?? throw new MissingMethodException(_declaringType.FullName, Name);
}
