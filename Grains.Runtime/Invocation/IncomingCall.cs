using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.ExceptionServices;
using MetalOrleans.Grains.Runtime.Activations;
using Orleans.Serialization.Invocation;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call on its way through the incoming filters to its grain.</summary>
internal sealed class IncomingCall(
    GrainRequest request, Activation activation, ImmutableArray<IIncomingGrainCallFilter> filters)
    : IIncomingGrainCallContext
{
    private int _next;

    public IInvokable Request => request;

    public object Grain => activation.GrainInstance!;

    public MethodInfo InterfaceMethod => request.Method.MethodInfo;

    public MethodInfo ImplementationMethod => activation.Class.Implementation(request.Method.MethodInfo);

    public string InterfaceName => request.Method.InterfaceType.FullName!;

    public string MethodName => request.Method.Name;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceName);

    public GrainId TargetId => activation.GrainId;

    public GrainId? SourceId => (request.Caller?.Scheduler as Activation)?.GrainId;

    public IGrainContext TargetContext => activation;

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public async Task Invoke()
    {
        if (_next < filters.Length)
        {
            await filters[_next++].Invoke(this);
            return;
        }

        try
        {
            var outcome = request.CallGrainAsync(Grain);
            await outcome;
            Result = request.ResultOf(outcome);
        }
        catch (Exception exception)
        {
            Response = Response.FromException(exception);
            throw;
        }
    }

    internal void ThrowIfFailed()
    {
        if (Response?.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }
}
