using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>One call, as a filter sees it.</summary>
public interface IGrainCallContext
{
    IInvokable Request { get; }

    /// <summary>The grain: the instance for an incoming call, the reference for an outgoing one.</summary>
    object Grain { get; }

    MethodInfo InterfaceMethod { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    GrainInterfaceType InterfaceType { get; }

    GrainId TargetId { get; }

    /// <summary>The calling grain, or null when the call comes from outside the grains.</summary>
    GrainId? SourceId { get; }

    object? Result { get; set; }

    Response? Response { get; set; }

#pragma warning disable VSTHRD200 // The name is Orleans'.
    /// <summary>Goes on: to the next filter, and in the end to the grain.</summary>
    Task Invoke();
#pragma warning restore VSTHRD200
}
