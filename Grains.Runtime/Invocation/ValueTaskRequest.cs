using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call of a method that returns <see cref="ValueTask"/>. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValueTaskRequest : VoidRequest
{
    public ValueTask SendAsync(GrainReference target)
    {
        if (Method.IsOneWay)
        {
            SendOneWay(target);
            return default;
        }

        return new ValueTask(Send(target) ? Outcome! : AwaitAsync());
    }

    protected abstract ValueTask InvokeAsync(object grain);

    private protected sealed override Task CallAsync(object grain) => InvokeAsync(grain).AsTask();
}
