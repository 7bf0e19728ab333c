using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Requests;

internal sealed partial class RequestPipeline
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, PathString path);
}
