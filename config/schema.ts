// Every setting: its type, its default, and a Chinese sentence saying what it is for. .env.example and the README table come from here.
import { z } from 'zod';

const text = z.string().min(1).optional();
const url = z.url({ error: '要写成完整的网址，例如 https://jy.example.cn' });
const list = z
  .string()
  .default('')
  .transform((s) =>
    s
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
const seconds = (fallback: number) => z.coerce.number({ error: '要写成秒数' }).int().positive().default(fallback);

/** The settings as read from the environment and `.env`; names are the contract's. */
export const settingsSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { error: '只能写 development、test 或 production' })
    .default('development')
    .meta({ about: '正式环境写 production：关闭沙盒和可移动的时钟' }),
  PORT: z.coerce
    .number({ error: '要写成端口号' })
    .int()
    .min(0)
    .max(65535)
    .default(3000)
    .meta({ about: '网页服务的端口' }),
  HOST: z.string().default('127.0.0.1').meta({ about: '网页服务监听的地址；容器里写 0.0.0.0' }),
  PUBLIC_URL: url.optional().meta({ about: '外面看到的网址，所有发出去的链接都以它开头；默认 http://HOST:PORT' }),
  DATA_DIR: z.string().default('./data').meta({ about: '内置数据库、上传文件和自带 Redis 的文件夹' }),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: '要写成 postgres://用户:密码@主机/库名' })
    .optional()
    .meta({ about: '用 PostgreSQL 时填写；不填则用 DATA_DIR 里的 SQLite', secret: true }),
  REDIS_URL: z
    .string()
    .regex(/^(rediss?|unix):\/\//, { error: '要写成 redis://主机:端口' })
    .optional()
    .meta({ about: '用已有的 Redis 时填写；不填则自带一个', secret: true }),
  WECOM_BOT_ID: text.meta({ about: '企业微信智能机器人 BotID（长连接）' }),
  WECOM_BOT_SECRET: text.meta({ about: '企业微信智能机器人长连接 Secret', secret: true }),
  WECOM_WS_URL: z
    .url({ protocol: /^wss?$/, error: '要写成 wss://…' })
    .default('wss://openws.work.weixin.qq.com')
    .meta({ about: '长连接地址；私有部署时修改' }),
  WECOM_BOT_NAME: text.meta({ about: '机器人在企业微信里的名字，用来去掉消息里的 @名字' }),
  WECOM_BOT_TOKEN: list.meta({ about: '智能机器人回调 Token；更换期间用逗号写新旧两个', secret: true }),
  WECOM_BOT_AES_KEY: list.meta({ about: '智能机器人回调 EncodingAESKey；更换期间用逗号写新旧两个', secret: true }),
  WECOM_CORP_ID: text.meta({ about: '企业 ID（自建应用）' }),
  WECOM_APP_SECRET: text.meta({ about: '自建应用 Secret', secret: true }),
  WECOM_APP_AGENT_ID: z.string().regex(/^\d+$/, { error: '要写成数字' }).optional().meta({ about: '自建应用 AgentId' }),
  WECOM_APP_TOKEN: list.meta({ about: '自建应用回调 Token', secret: true }),
  WECOM_APP_AES_KEY: list.meta({ about: '自建应用回调 EncodingAESKey', secret: true }),
  WECOM_API_BASE: url.default('https://qyapi.weixin.qq.com').meta({ about: '企业微信接口地址；私有部署或测试时修改' }),
  DINGTALK_CLIENT_ID: text.meta({ about: '钉钉应用 Client ID（AppKey）' }),
  DINGTALK_CLIENT_SECRET: text.meta({ about: '钉钉应用 Client Secret', secret: true }),
  DINGTALK_MODE: z
    .enum(['stream', 'http'], { error: '只能写 stream 或 http' })
    .default('stream')
    .meta({ about: '钉钉收消息的方式：stream 不需要公网地址' }),
  DINGTALK_BOT_NAME: text.meta({ about: '机器人在钉钉里的名字' }),
  DINGTALK_EVENT_TOKEN: text.meta({ about: '事件订阅 Token', secret: true }),
  DINGTALK_EVENT_AES_KEY: text.meta({ about: '事件订阅 AES Key', secret: true }),
  DINGTALK_API_BASE: url.default('https://api.dingtalk.com').meta({ about: '钉钉新版接口地址；测试时修改' }),
  DINGTALK_OAPI_BASE: url.default('https://oapi.dingtalk.com').meta({ about: '钉钉旧版接口地址；测试时修改' }),
  CALLBACK_SKEW_SECONDS: seconds(3600).meta({ about: '回调时间戳与本机时间最多相差多少秒' }),
  SECRET_KEY: z.string().min(16, { error: '至少16个字符' }).optional().meta({
    about:
      '保密内容（命题安排等）用它加密存放；不填则自动生成，放在 DATA_DIR 的 secret.key。几台机器一起跑时要填成一样的',
    secret: true,
  }),
  CLOCK_START: z.iso
    .datetime({ offset: true, error: '要写成 2023-03-06T08:00:00+08:00' })
    .optional()
    .meta({ about: '从这个时刻开始走（测试和沙盒用；正式环境不允许）' }),
  CLOCK_SOCKET: text.meta({ about: '测试时从这个套接字拨动时钟（正式环境不允许）' }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: '只能写 trace、debug、info、warn、error、fatal 或 silent',
    })
    .default('info')
    .meta({ about: '日志详细程度' }),
});

/** The settings by their contract names. */
export type Settings = z.output<typeof settingsSchema>;
