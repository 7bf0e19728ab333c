using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

internal sealed class CallResponse : Response
{
    public override object? Result { get; set; }

    public override Exception? Exception { get; set; }

    public override T GetResult<T>()
    {
        if (Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return (T)Result!;
    }
}
